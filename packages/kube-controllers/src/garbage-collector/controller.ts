import {
  createWorkQueue,
  isStatus,
  parseApiVersion,
  resources,
  type ApiResource,
  type KubeObject,
  type ObjectRef,
  type OwnerReference,
} from '@fairway/kube';
import { writeReferences } from '../runtime/claim-writes.ts';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { deletableResources } from '../runtime/discovered.ts';
import { whenSettled } from '../runtime/run-controller.ts';
import { decideGarbage, FOREGROUND, hasGarbageWork, type OwnerState } from './decide.ts';
import { createGraph, type Node } from './graph.ts';

const DISCOVERY_MS = 30_000;

/** Deletes what lost its owners, and sees foreground and orphan deletions through. */
export function runGarbageCollector(context: ControllerContext): Controller {
  const { client, logger } = context;
  const graph = createGraph();
  const watched = new Map<string, { resource: ApiResource; stop: () => void }>();
  let completed: () => void = () => undefined;
  const complete = new Promise<void>((resolve) => {
    completed = resolve;
  });
  const begin = whenSettled(complete);
  const queue = createWorkQueue({
    concurrency: 2,
    reconcile: async (uid, signal) => {
      // A dependent that isn't known yet would be taken for one that is gone.
      await begin(signal);
      if (!signal.aborted) await collect(uid);
    },
    onError: (error, uid) => {
      if (isStatus(error, 'Conflict') || isStatus(error, 'NotFound')) return;
      const { kind, metadata } = graph.get(uid)?.object ?? { kind: '', metadata: {} };
      const object = `${kind} ${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
      logger.warn('garbage collection failed on an object and will try again', {
        object,
        error: String(error),
      });
    },
  });
  const discovery = createWorkQueue({
    backoff: { baseMs: 200, maxMs: DISCOVERY_MS },
    reconcile: (_key, signal) => discover(signal),
    onError: (error) => logger.warn('discovery failed', { error: String(error) }),
  });

  async function discover(signal: AbortSignal): Promise<{ requeueAfterMs: number }> {
    for (const resource of deletableResources(await client.discover())) {
      const key = `${resource.group}/${resource.resource}`;
      if (!watched.has(key)) watched.set(key, { resource, stop: watch(resource) });
    }
    await whenSettled(context.informers.synced())(signal);
    completed();
    return { requeueAfterMs: DISCOVERY_MS };
  }

  function watch(resource: ApiResource): () => void {
    return context.informers.get(resource).on((event, object) => {
      const uid = object.metadata.uid ?? '';
      const owners = (object.metadata.ownerReferences ?? []).map((reference) => reference.uid);
      if (event === 'delete') {
        const dependents = graph.dependents(uid);
        graph.remove(object);
        for (const dependent of dependents) queue.add(dependent.object.metadata.uid ?? '');
        for (const owner of owners) queue.add(owner);
        return;
      }
      graph.put(resource, object);
      if (hasGarbageWork(object)) queue.add(uid);
      // An owner that waits for this one hears of each step of its end.
      if (object.metadata.deletionTimestamp !== undefined) {
        for (const owner of owners) queue.add(owner);
      }
    });
  }

  async function collect(uid: string): Promise<void> {
    const node = graph.get(uid);
    if (node === undefined || !hasGarbageWork(node.object)) return;
    const dependents = graph.dependents(uid);
    const action = decideGarbage(
      node.object,
      node.object.metadata.deletionTimestamp === undefined ? await ownerStates(node) : [],
      dependents.map((dependent) => dependent.object),
    );
    switch (action.type) {
      case 'none':
        return;
      case 'delete':
        return remove(node, action.propagationPolicy);
      case 'setOwners':
        return writeReferences(client, node.resource, node.object, action.references);
      case 'removeFinalizer':
        return removeFinalizer(node, action.finalizer);
      case 'deleteDependents':
        for (const dependent of dependents) {
          if (action.dependents.includes(dependent.object)) {
            const nested = graph.dependents(dependent.object.metadata.uid ?? '').length > 0;
            await remove(dependent, nested ? 'Foreground' : 'Background');
          }
        }
        return;
      case 'orphan':
        for (const dependent of dependents) {
          const references = (dependent.object.metadata.ownerReferences ?? []).filter(
            (reference) => reference.uid !== uid,
          );
          await writeReferences(client, dependent.resource, dependent.object, references);
        }
        // Their watch events empty the graph's list; then the finalizer goes.
        queue.addAfter(uid, 50);
        return;
    }
  }

  async function ownerStates(node: Node): Promise<OwnerState[]> {
    const references = node.object.metadata.ownerReferences ?? [];
    return Promise.all(
      references.map(async (reference) => ({
        reference,
        state: await ownerState(node, reference),
      })),
    );
  }

  /** An owner that the graph doesn't know may be newer than it: the API is asked. */
  async function ownerState(node: Node, reference: OwnerReference): Promise<OwnerState['state']> {
    const owner = graph.get(reference.uid)?.object ?? (await fetchOwner(node, reference));
    if (owner === undefined || owner.metadata.uid !== reference.uid) return 'absent';
    const { deletionTimestamp, finalizers = [] } = owner.metadata;
    const waits = deletionTimestamp !== undefined && finalizers.includes(FOREGROUND);
    return waits && reference.blockOwnerDeletion === true ? 'waiting' : 'exists';
  }

  async function fetchOwner(
    node: Node,
    reference: OwnerReference,
  ): Promise<KubeObject | undefined> {
    const { group } = parseApiVersion(reference.apiVersion);
    const owner = [...watched.values()].find(
      ({ resource }) => resource.group === group && resource.kind === reference.kind,
    );
    if (owner === undefined) {
      throw new Error(
        `no resource is known for the owner kind ${reference.apiVersion} ${reference.kind}`,
      );
    }
    const { namespace = '' } = node.object.metadata;
    const scope = owner.resource.namespaced ? { namespace } : {};
    try {
      return await client.get(owner.resource, { name: reference.name, ...scope });
    } catch (error) {
      if (isStatus(error, 'NotFound')) return undefined;
      throw error;
    }
  }

  async function remove(
    { resource, object }: Node,
    propagationPolicy: 'Orphan' | 'Background' | 'Foreground',
  ): Promise<void> {
    const { uid } = object.metadata;
    const preconditions = uid === undefined ? {} : { uid };
    await client.delete(resource, refOf(object), { propagationPolicy, preconditions });
  }

  async function removeFinalizer({ resource, object }: Node, finalizer: string): Promise<void> {
    const { resourceVersion, uid, finalizers = [] } = object.metadata;
    const rest = finalizers.filter((name) => name !== finalizer);
    await client.patch(
      resource,
      refOf(object),
      { metadata: { uid, resourceVersion, finalizers: rest } },
      { type: 'application/merge-patch+json', fieldManager: FIELD_MANAGER },
    );
  }

  discovery.add('discovery');
  const crds = context.informers
    .get(resources.customResourceDefinitions)
    .on(() => discovery.addAfter('discovery', 200));
  return {
    async close() {
      crds();
      await discovery.close();
      for (const { stop } of watched.values()) stop();
      await queue.close();
    },
  };
}

function refOf(object: KubeObject): ObjectRef {
  const { name = '', namespace } = object.metadata;
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}
