import { isStatus, type KubeClient, type KubeObject } from '@fairway/kube';
import { textOf, valueAt } from '../json.ts';
import type { ServerContext } from '../request/context.ts';
import { storageId } from '../storage/storage-key.ts';
import { customResources } from './custom-resources.ts';

const finalizer = 'customresourcecleanup.apiextensions.k8s.io';
const crdId = 'apiextensions.k8s.io/customresourcedefinitions';
const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
};

function instancesId(definition: KubeObject): string {
  const group = textOf(valueAt(definition, 'spec', 'group'));
  return storageId(group, textOf(valueAt(definition, 'spec', 'names', 'plural')));
}

/** A definition that still has objects is held by a finalizer when it is deleted. */
export function holdDefinition(context: ServerContext, object: KubeObject): KubeObject {
  if (object.kind !== 'CustomResourceDefinition') return object;
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(finalizer)) return object;
  if (context.store.cache.list(instancesId(object)).length === 0) return object;
  return { ...object, metadata: { ...object.metadata, finalizers: [...finalizers, finalizer] } };
}

/**
 * Deletes the objects of definitions that are being deleted, and lets a definition go when its
 * last object has gone. It looks at the whole state each time, so that no event is needed twice.
 */
export function cleanUpDefinitions(context: ServerContext, client: KubeClient): void {
  const { cache } = context.store;
  const watched = new Map<string, () => void>();
  const check = (): void => {
    for (const { object, name } of cache.list(crdId)) {
      if (!object.metadata.finalizers?.includes(finalizer)) continue;
      if (object.metadata.deletionTimestamp === undefined) continue;
      const id = instancesId(object);
      if (!watched.has(id)) watched.set(id, cache.subscribe(id, later));
      void cleanUp(context, client, object, name).catch((error: unknown) => {
        if (context.closing.aborted) return;
        context.logger.warn({ err: error, definition: name }, 'custom resources remain');
      });
    }
  };
  const later = (): void => {
    setImmediate(check);
  };
  cache.subscribe(crdId, later);
  later();
}

async function cleanUp(
  context: ServerContext,
  client: KubeClient,
  definition: KubeObject,
  name: string,
): Promise<void> {
  const entries = context.store.cache.list(instancesId(definition));
  const [resource] = customResources(definition);
  if (entries.length === 0 || resource === undefined) {
    const finalizers = definition.metadata.finalizers?.filter((item) => item !== finalizer) ?? [];
    const patch = { metadata: { finalizers } };
    await ignoreMissing(
      client.patch(definitions, { name }, patch, { type: 'application/merge-patch+json' }),
    );
    return;
  }
  for (const { namespace, name, object } of entries) {
    if (object.metadata.deletionTimestamp !== undefined) continue;
    await ignoreMissing(client.delete(resource, { name, namespace }));
  }
}

async function ignoreMissing(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
