import type { KubeObject } from '@fairway/kube';
import { child, fill, objectAt, textOf } from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';

function setDefinitionDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, { conversion: { strategy: 'None' } });
  const names = objectAt(spec, 'names');
  if (names === undefined) return;
  const kind = textOf(names['kind']);
  fill(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
}

export const apiextensionsDefaults: DefaultsTable = {
  'apiextensions.k8s.io/v1/CustomResourceDefinition': setDefinitionDefaults,
};
