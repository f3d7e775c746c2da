import { builtinResources, schemaFor, type ResourceDefinition } from '@fairway/kube';
import { storageId } from '../storage/storage-key.ts';
import { reviewResources } from './reviews.ts';
import type { ServedResource, StoragePlace } from './served-resource.ts';

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
  return [...builtinResources().map(toServed), ...reviewResources()];
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
