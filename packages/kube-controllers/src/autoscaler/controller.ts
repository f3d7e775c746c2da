import {
  isStatus,
  parseApiVersion,
  resources,
  StatusError,
  type GroupVersionResource,
  type HorizontalPodAutoscaler,
  type KubeObject,
  type ObjectRef,
} from '@fairway/kube';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { runController } from '../runtime/run-controller.ts';
import { writeStatus } from '../runtime/write-status.ts';
import { decideAutoscaler, type ObservedAutoscaler } from './decide.ts';

const COMPONENT = 'horizontal-pod-autoscaler';
const PERIOD_MS = 15_000;

/** A Scale (autoscaling/v1), as the `scale` subresource speaks it. */
interface Scale extends KubeObject {
  spec?: { replicas?: number };
  status?: { replicas?: number };
}

/** Keeps the targets of autoscalers within their bounds. */
export function runAutoscaler(context: ControllerContext): Controller {
  const { client, events } = context;
  const autoscalers = context.informers.get<HorizontalPodAutoscaler>(
    resources.horizontalPodAutoscalers,
  );

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const autoscaler = autoscalers.get(namespace, name);
    if (autoscaler === undefined || autoscaler.metadata.deletionTimestamp !== undefined) return;
    const target = await findTarget(autoscaler);
    const scale = await readScale(target);
    const observed = { autoscaler, scale: scale.observed, now: context.now() };
    const decision = decideAutoscaler(observed);
    if (decision.replicas !== undefined && target !== undefined && scale.object !== undefined) {
      await client.update<Scale>(
        target.resource,
        { ...scale.object, spec: { replicas: decision.replicas } },
        { subresource: 'scale', fieldManager: FIELD_MANAGER },
      );
      const message = `New size: ${decision.replicas}; reason: ${decision.reason}`;
      events.record(autoscaler, 'Normal', 'SuccessfulRescale', message, COMPONENT);
    }
    await writeStatus(context, resources.horizontalPodAutoscalers, autoscaler, decision.status);
    return { requeueAfterMs: PERIOD_MS };
  }

  async function findTarget(
    autoscaler: HorizontalPodAutoscaler,
  ): Promise<{ resource: GroupVersionResource; ref: ObjectRef } | undefined> {
    const { kind, name, apiVersion = '' } = autoscaler.spec.scaleTargetRef;
    const { group } = parseApiVersion(apiVersion);
    const found = (await client.discover()).find(
      (resource) =>
        resource.kind === kind &&
        resource.group === group &&
        resource.subresources.includes('scale'),
    );
    if (found === undefined) return undefined;
    const { namespace = '' } = autoscaler.metadata;
    return { resource: found, ref: { name, namespace, subresource: 'scale' } };
  }

  async function readScale(
    target: { resource: GroupVersionResource; ref: ObjectRef } | undefined,
  ): Promise<{ observed: ObservedAutoscaler['scale']; object?: Scale }> {
    if (target === undefined) return { observed: { error: 'no matches for kind' } };
    try {
      const object = await client.get<Scale>(target.resource, target.ref);
      const specReplicas = object.spec?.replicas ?? 0;
      return { observed: { specReplicas, statusReplicas: object.status?.replicas ?? 0 }, object };
    } catch (error) {
      if (error instanceof StatusError && isStatus(error, 'NotFound')) {
        return { observed: { error: error.message } };
      }
      throw error;
    }
  }

  return runController(context, {
    name: COMPONENT,
    reconcile,
    watch: (queue) => [
      autoscalers.on((event, autoscaler, old) => {
        const sameSpec = old?.metadata.generation === autoscaler.metadata.generation;
        if (event === 'update' && sameSpec && autoscaler.metadata.generation !== undefined) return;
        queue.add(objectKey(autoscaler));
      }),
      // A target that appears or is resized shall not wait for the next period.
      context.informers.get(resources.deployments).on((_event, target) => {
        for (const autoscaler of autoscalers.list()) {
          const { kind, name } = autoscaler.spec.scaleTargetRef;
          const here = autoscaler.metadata.namespace === target.metadata.namespace;
          if (here && kind === 'Deployment' && name === target.metadata.name) {
            queue.add(objectKey(autoscaler));
          }
        }
      }),
    ],
  });
}
