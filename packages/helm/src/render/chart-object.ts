import { GoStruct, typedList, typedMap } from '@fairway/go-template';

import type { ChartDependency, ChartMaintainer, ChartMetadata } from '../chart/metadata.ts';

/** JSON leaves empty fields out, as the Go types ask. */
function json(entries: readonly (readonly [string, unknown])[]): Map<string, unknown> {
  return new Map(
    entries.filter(([, value]) => {
      if (value === '' || value === false || value === null) return false;
      if (Array.isArray(value)) return value.length > 0;
      return !(value instanceof Map) || value.size > 0;
    }),
  );
}

function lowerFirst(name: string): string {
  return name === 'APIVersion' ? 'apiVersion' : name.charAt(0).toLowerCase() + name.slice(1);
}

function struct(typeName: string, fields: readonly (readonly [string, unknown])[]): GoStruct {
  const plain = fields.map(([name, value]) => [lowerFirst(name), value] as const);
  return new GoStruct({ typeName, kind: 'ptr', fields: new Map(fields), json: json(plain) });
}

function maintainer({ name, email, url }: ChartMaintainer): GoStruct {
  return struct('*chart.Maintainer', [
    ['Name', name],
    ['Email', email],
    ['URL', url],
  ]);
}

function dependency(entry: ChartDependency): GoStruct {
  return struct('*chart.Dependency', [
    ['Name', entry.name],
    ['Version', entry.version],
    ['Repository', entry.repository],
    ['Condition', entry.condition],
    ['Tags', typedList('string', [...entry.tags])],
    ['Enabled', true],
    ['ImportValues', [...entry.importValues]],
    ['Alias', entry.alias],
  ]);
}

/** `.Chart`: Chart.yaml with capitalised names, and IsRoot. */
export function chartObject(metadata: ChartMetadata, isRoot: boolean): GoStruct {
  const fields: (readonly [string, unknown])[] = [
    ['Name', metadata.name],
    ['Home', metadata.home],
    ['Sources', typedList('string', [...metadata.sources])],
    ['Version', metadata.version],
    ['Description', metadata.description],
    ['Keywords', typedList('string', [...metadata.keywords])],
    ['Maintainers', typedList('*chart.Maintainer', metadata.maintainers.map(maintainer))],
    ['Icon', metadata.icon],
    ['APIVersion', metadata.apiVersion],
    ['Condition', metadata.condition],
    ['Tags', metadata.tags],
    ['AppVersion', metadata.appVersion],
    ['Deprecated', metadata.deprecated],
    ['Annotations', typedMap('map[string]string', new Map(metadata.annotations))],
    ['KubeVersion', metadata.kubeVersion],
    ['Dependencies', typedList('*chart.Dependency', metadata.dependencies.map(dependency))],
    ['Type', metadata.type],
  ];
  const inner = new GoStruct({ typeName: 'chart.Metadata', fields: new Map(fields) });
  const shown = json(fields.map(([name, value]) => [lowerFirst(name), value] as const));
  return new GoStruct({
    typeName: 'struct { chart.Metadata; IsRoot bool }',
    fields: new Map<string, unknown>([['Metadata', inner], ...fields, ['IsRoot', isRoot]]),
    json: new Map<string, unknown>([['IsRoot', isRoot], ...shown]),
  });
}
