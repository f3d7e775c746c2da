import {
  isStatus,
  resources,
  type ApiResource,
  type KubeObject,
  type Namespace,
} from '@fairway/kube';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { deletableResources } from '../runtime/discovered.ts';
import { runController } from '../runtime/run-controller.ts';
import { decideNamespace, type Remaining } from './decide.ts';

const RETRY_MS = 500;

/** Empties namespaces that are being deleted, and lets them go when nothing is left. */
export function runNamespaceController(context: ControllerContext): Controller {
  const { client } = context;
  const namespaces = context.informers.get<Namespace>(resources.namespaces);

  async function reconcile(name: string): Promise<{ requeueAfterMs?: number } | void> {
    const namespace = namespaces.get(undefined, name);
    if (namespace === undefined || decideNamespace(namespace, undefined).type === 'none') return;
    const action = decideNamespace(namespace, await emptyNamespace(name));
    if (action.type === 'empty') return { requeueAfterMs: RETRY_MS };
    if (action.type === 'finalize') {
      const spec = { ...namespace.spec, finalizers: action.finalizers };
      await client.update(
        resources.namespaces,
        { ...namespace, spec },
        { subresource: 'finalize', fieldManager: FIELD_MANAGER },
      );
    }
  }

  /** Deletes all that is in the namespace; tells what is still there afterwards. */
  async function emptyNamespace(namespace: string): Promise<Remaining> {
    const remaining = new Map<string, number>();
    const served = await client.discover();
    for (const resource of deletableResources(served).filter((one) => one.namespaced)) {
      const { items } = await client.list(resource, { namespace });
      for (const object of items) await remove(resource, namespace, object);
      // What has no finalizer and no grace is gone already; counting again tells.
      const left = items.length === 0 ? items : (await client.list(resource, { namespace })).items;
      remaining.set(`${resource.resource}.${resource.group}`, left.length);
    }
    return remaining;
  }

  async function remove(
    resource: ApiResource,
    namespace: string,
    object: KubeObject,
  ): Promise<void> {
    if (object.metadata.deletionTimestamp !== undefined) return;
    const name = object.metadata.name ?? '';
    try {
      await client.delete(resource, { name, namespace }, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  return runController(context, {
    name: 'namespace-controller',
    reconcile,
    watch: (queue) => [
      namespaces.on((event, namespace) => {
        if (event !== 'delete') queue.add(namespace.metadata.name ?? '');
      }),
    ],
  });
}
