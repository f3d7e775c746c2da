import type { KubeObject } from '@fairway/kube';
import { objectAt, objectsOf, stringsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { CustomVersion, PrinterColumn, ServedResource } from '../registry/served-resource.ts';
import { customSchema } from './custom-schema.ts';
import { storageId } from '../storage/storage-key.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The resources that an established CustomResourceDefinition serves, one a served version. */
export function customResources(definition: KubeObject): ServedResource[] {
  const spec = objectAt(definition, 'spec') ?? {};
  const versions = objectsOf(spec['versions']);
  const storage = versions.find((version) => version['storage'] === true) ?? versions[0];
  const group = textOf(spec['group']);
  return versions
    .filter((version) => version['served'] === true)
    .map((version) => toResource(spec, group, version, textOf(storage?.['name'])));
}

function toResource(
  spec: JsonObject,
  group: string,
  version: JsonObject,
  storageVersion: string,
): ServedResource {
  const names = objectAt(spec, 'names') ?? {};
  const resource = textOf(names['plural']);
  const kind = textOf(names['kind']);
  const custom = customVersion(version);
  const subresourceDefinitions = [
    ...(custom.hasStatus ? [{ name: 'status', kind, verbs: ['get', 'patch', 'update'] }] : []),
    ...(custom.scale ? [{ name: 'scale', kind: 'Scale', verbs: ['get', 'patch', 'update'] }] : []),
  ];
  return {
    group,
    version: textOf(version['name']),
    resource,
    kind,
    singular: textOf(names['singular']) || kind.toLowerCase(),
    listKind: textOf(names['listKind']) || `${kind}List`,
    shortNames: stringsOf(names['shortNames']),
    categories: stringsOf(names['categories']),
    namespaced: spec['scope'] === 'Namespaced',
    verbs,
    subresourceDefinitions,
    subresources: subresourceDefinitions.map((item) => item.name),
    storage: { id: storageId(group, resource), group, version: storageVersion },
    schema: customSchema(custom.openApiSchema),
    custom,
  };
}

function customVersion(version: JsonObject): CustomVersion {
  const scale = objectAt(version, 'subresources', 'scale');
  const labelSelectorPath = textOf(scale?.['labelSelectorPath']);
  return {
    openApiSchema: objectAt(version, 'schema', 'openAPIV3Schema') ?? { type: 'object' },
    printerColumns: objectsOf(version['additionalPrinterColumns']).map(toColumn),
    hasStatus: valueAt(version, 'subresources', 'status') !== undefined,
    selectableFields: objectsOf(version['selectableFields']).map((field) =>
      textOf(field['jsonPath']).replace(/^\./, ''),
    ),
    ...(scale === undefined
      ? {}
      : {
          scale: {
            specReplicasPath: textOf(scale['specReplicasPath']),
            statusReplicasPath: textOf(scale['statusReplicasPath']),
            ...(labelSelectorPath === '' ? {} : { labelSelectorPath }),
          },
        }),
  };
}

function toColumn(column: JsonObject): PrinterColumn {
  const { format, description, priority } = column;
  return {
    name: textOf(column['name']),
    type: textOf(column['type']),
    jsonPath: textOf(column['jsonPath']),
    ...(typeof format === 'string' ? { format } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
  };
}
