import { resources, type ApiResource, type KubeObject, type ResourceQuota } from '@fairway/kube';
import type { Controller, ControllerContext } from '../runtime/context.ts';
import { deletableResources } from '../runtime/discovered.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { runController } from '../runtime/run-controller.ts';
import { writeStatus } from '../runtime/write-status.ts';
import { countedResources, quotaStatus } from './decide.ts';

const RESYNC_MS = 60_000;

/** Keeps the usage in the status of ResourceQuotas up to date. */
export function runResourceQuotaController(context: ControllerContext): Controller {
  const quotas = context.informers.get<ResourceQuota>(resources.resourceQuotas);

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const quota = quotas.get(namespace, name);
    if (quota === undefined) return;
    const served = deletableResources(await context.client.discover());
    const counted = new Map<string, readonly KubeObject[]>();
    for (const wanted of new Set(countedResources(quota))) {
      const resource = served.find((one) => resourceName(one) === wanted);
      if (resource !== undefined) counted.set(wanted, await objectsOf(resource, namespace));
    }
    await writeStatus(context, resources.resourceQuotas, quota, quotaStatus(quota, counted));
    return { requeueAfterMs: RESYNC_MS };
  }

  async function objectsOf(resource: ApiResource, namespace: string): Promise<KubeObject[]> {
    const informer = context.informers.get(resource);
    await informer.synced;
    return informer.list().filter((object) => object.metadata.namespace === namespace);
  }

  return runController(context, {
    name: 'resourcequota-controller',
    reconcile,
    watch: (queue) => [
      quotas.on((_event, quota) => queue.add(objectKey(quota))),
      // Pods come and go most; all other counts wait for the resync.
      context.informers.get(resources.pods).on((_event, pod) => {
        for (const quota of quotas.list()) {
          if (quota.metadata.namespace === pod.metadata.namespace) queue.add(objectKey(quota));
        }
      }),
    ],
  });
}

function resourceName(resource: ApiResource): string {
  return resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
}
