import { builtinResources, schemaFor, type ResourceDefinition } from '@fairway/kube';
import { storageId } from '../storage/storage-key.ts';
import type { ServedResource, StoragePlace } from './served-resource.ts';

/** Resources of 1.31 that are not served: discovery does not list them, requests get a 404. */
const unserved = new Set([
  '/v1/componentstatuses',
  '/v1/bindings',
  'authentication.k8s.io/v1/tokenreviews',
  'flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
  'flowcontrol.apiserver.k8s.io/v1beta3/prioritylevelconfigurations',
]);

const servedSubresources = new Set([
  'status',
  'scale',
  'finalize',
  'binding',
  'eviction',
  'log',
  'approval',
]);

/** Resources that are two views of one store, with the place where the objects are kept. */
const sharedStorage = new Map<string, StoragePlace>([
  ['events.k8s.io/events', { id: 'core/events', group: '', version: 'v1' }],
  [
    'autoscaling/horizontalpodautoscalers',
    { id: 'autoscaling/horizontalpodautoscalers', group: 'autoscaling', version: 'v2' },
  ],
]);

/** The built-in resources that this server serves. */
export function builtInServed(): ServedResource[] {
  return builtinResources()
    .filter((definition) => !unserved.has(pathOf(definition)))
    .map(toServed);
}

function pathOf(definition: ResourceDefinition): string {
  return `${definition.group}/${definition.version}/${definition.resource}`;
}

function toServed(definition: ResourceDefinition): ServedResource {
  const { group, version, kind } = definition;
  const subresourceDefinitions = definition.subresourceDefinitions.filter((subresource) =>
    servedSubresources.has(subresource.name),
  );
  return {
    ...definition,
    subresourceDefinitions,
    subresources: subresourceDefinitions.map((subresource) => subresource.name),
    listKind: `${kind}List`,
    storage: sharedStorage.get(`${group}/${definition.resource}`) ?? {
      id: storageId(group, definition.resource),
      group,
      version,
    },
    schema: schemaFor({ group, version, kind }),
  };
}
