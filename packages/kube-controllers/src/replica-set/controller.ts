import { isStatus, resources, type Pod, type ReplicaSet } from '@fairway/kube';
import { claimObjects } from '../runtime/claim.ts';
import { writeClaim } from '../runtime/claim-writes.ts';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { createExpectations } from '../runtime/expectations.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { controllerKey } from '../runtime/owners.ts';
import { podFromTemplate } from '../runtime/pod-from-template.ts';
import { runController } from '../runtime/run-controller.ts';
import { writeStatus } from '../runtime/write-status.ts';
import { decideReplicaSet, nextAvailability, replicaSetStatus } from './decide.ts';

const COMPONENT = 'replicaset-controller';

/** Keeps as many pods as each ReplicaSet asks for. */
export function runReplicaSetController(context: ControllerContext): Controller {
  const { client, events } = context;
  const replicaSets = context.informers.get<ReplicaSet>(resources.replicaSets);
  const pods = context.informers.get<Pod>(resources.pods);
  const expectations = createExpectations(pods);

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const replicaSet = replicaSets.get(namespace, name);
    if (replicaSet === undefined) return;
    if (!expectations.satisfied(key)) return { requeueAfterMs: 1000 };
    const near = pods.list().filter((pod) => pod.metadata.namespace === namespace);
    const claim = claimObjects(replicaSet, replicaSet.spec.selector, near);
    if (claim.adopt.length + claim.release.length > 0) {
      await writeClaim(context, resources.pods, replicaSet, claim);
      return { requeueAfterMs: 50 };
    }
    const observed = { replicaSet, pods: claim.owned, now: context.now() };
    const failure = await scale(key, replicaSet, decideReplicaSet(observed));
    const reason = failure?.reason;
    const cause =
      failure === undefined || reason === undefined
        ? undefined
        : { reason, message: String(failure.error) };
    await writeStatus(
      context,
      resources.replicaSets,
      replicaSet,
      replicaSetStatus(observed, cause),
    );
    if (failure !== undefined) throw failure.error;
    const wait = nextAvailability(observed);
    return wait === undefined ? undefined : { requeueAfterMs: wait };
  }

  async function scale(
    key: string,
    replicaSet: ReplicaSet,
    decision: { create: number; delete: Pod[] },
  ): Promise<{ reason: 'FailedCreate' | 'FailedDelete'; error: unknown } | undefined> {
    try {
      for (let made = 0; made < decision.create; made++) await createPod(key, replicaSet);
    } catch (error) {
      const gone = isStatus(error, 'NotFound') || isNamespaceGoing(error);
      const message = `Error creating: ${error instanceof Error ? error.message : String(error)}`;
      if (!gone) events.record(replicaSet, 'Warning', 'FailedCreate', message, COMPONENT);
      return gone ? undefined : { reason: 'FailedCreate', error };
    }
    try {
      for (const pod of decision.delete) await deletePod(key, replicaSet, pod);
    } catch (error) {
      return { reason: 'FailedDelete', error };
    }
    return undefined;
  }

  async function createPod(key: string, replicaSet: ReplicaSet): Promise<void> {
    const pod = podFromTemplate(replicaSet, replicaSet.spec.template);
    const created = await client.create<Pod>(resources.pods, pod, { fieldManager: FIELD_MANAGER });
    expectations.created(key, created);
    const message = `Created pod: ${created.metadata.name}`;
    events.record(replicaSet, 'Normal', 'SuccessfulCreate', message, COMPONENT);
  }

  async function deletePod(key: string, replicaSet: ReplicaSet, pod: Pod): Promise<void> {
    const { name = '', namespace = '', uid } = pod.metadata;
    try {
      const preconditions = uid === undefined ? {} : { uid };
      await client.delete(resources.pods, { name, namespace }, { preconditions });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      return;
    }
    expectations.deleted(key, pod);
    events.record(replicaSet, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`, COMPONENT);
  }

  const controller = runController(context, {
    name: COMPONENT,
    reconcile,
    watch: (queue) => [
      replicaSets.on((_event, replicaSet) => queue.add(objectKey(replicaSet))),
      pods.on((_event, pod) => {
        const owner = controllerKey(pod, 'ReplicaSet');
        if (owner !== undefined) return queue.add(owner);
        for (const rs of replicaSets.list()) {
          const here = rs.metadata.namespace === pod.metadata.namespace;
          if (here && claimObjects(rs, rs.spec.selector, [pod]).adopt.length > 0) {
            queue.add(objectKey(rs));
          }
        }
      }),
    ],
  });
  return {
    async close() {
      await controller.close();
      expectations.close();
    },
  };
}

/** A namespace that is being deleted takes no new pods; that is nobody's failure. */
function isNamespaceGoing(error: unknown): boolean {
  return isStatus(error, 'Forbidden') && error.message.includes('because it is being terminated');
}
