import { isStatus, resources, type Deployment, type Pod, type ReplicaSet } from '@fairway/kube';
import { claimObjects } from '../runtime/claim.ts';
import { writeClaim } from '../runtime/claim-writes.ts';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { controllerKey, isControlledBy } from '../runtime/owners.ts';
import { runController } from '../runtime/run-controller.ts';
import { writeStatus } from '../runtime/write-status.ts';
import { decideDeployment, type ReplicaSetAction } from './decide.ts';
import { REVISION } from './revision.ts';

const COMPONENT = 'deployment-controller';

/** Rolls Deployments out by making and scaling ReplicaSets. */
export function runDeploymentController(context: ControllerContext): Controller {
  const deployments = context.informers.get<Deployment>(resources.deployments);
  const replicaSets = context.informers.get<ReplicaSet>(resources.replicaSets);
  const pods = context.informers.get<Pod>(resources.pods);

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const deployment = deployments.get(namespace, name);
    if (deployment === undefined) return;
    const near = replicaSets.list().filter((rs) => rs.metadata.namespace === namespace);
    const claim = claimObjects(deployment, deployment.spec.selector, near);
    if (claim.adopt.length + claim.release.length > 0) {
      await writeClaim(context, resources.replicaSets, deployment, claim);
      return;
    }
    const uids = new Set(claim.owned.map((rs) => rs.metadata.uid));
    const decision = decideDeployment({
      deployment,
      replicaSets: claim.owned,
      pods: pods
        .list()
        .filter((pod) => pod.metadata.ownerReferences?.some((owner) => uids.has(owner.uid))),
      now: context.now(),
    });
    if (decision.revision !== undefined)
      await writeRevision(context, deployment, decision.revision);
    for (const action of decision.actions) {
      await act(context, deployment, claim.owned, action);
    }
    if (decision.revision === undefined) {
      await writeStatus(context, resources.deployments, deployment, decision.status);
    } else {
      const current = await context.client.get<Deployment>(resources.deployments, {
        namespace,
        name,
      });
      await writeStatus(context, resources.deployments, current, decision.status);
    }
    return decision.requeueAfterMs === undefined
      ? undefined
      : { requeueAfterMs: decision.requeueAfterMs };
  }

  return runController(context, {
    name: COMPONENT,
    reconcile,
    watch: (queue) => [
      deployments.on((_event, deployment) => queue.add(objectKey(deployment))),
      replicaSets.on((_event, rs) => {
        const owner = controllerKey(rs, 'Deployment');
        if (owner !== undefined) return queue.add(owner);
        for (const deployment of deployments.list()) {
          const here = deployment.metadata.namespace === rs.metadata.namespace;
          if (here && claimObjects(deployment, deployment.spec.selector, [rs]).adopt.length > 0) {
            queue.add(objectKey(deployment));
          }
        }
      }),
      // A Recreate rollout waits for old pods to be gone.
      pods.on((event, pod) => {
        const owner = event === 'delete' ? controllerKey(pod, 'ReplicaSet') : undefined;
        if (owner === undefined) return;
        const { namespace, name } = splitKey(owner);
        const rs = replicaSets.get(namespace, name);
        const key = rs === undefined ? undefined : controllerKey(rs, 'Deployment');
        if (key !== undefined) queue.add(key);
      }),
    ],
  });
}

async function writeRevision(
  { client }: ControllerContext,
  deployment: Deployment,
  revision: number,
): Promise<void> {
  const { name = '', namespace = '' } = deployment.metadata;
  await client.patch(
    resources.deployments,
    { name, namespace },
    { metadata: { annotations: { [REVISION]: String(revision) } } },
    { type: 'application/merge-patch+json', fieldManager: FIELD_MANAGER },
  );
}

async function act(
  context: ControllerContext,
  deployment: Deployment,
  owned: readonly ReplicaSet[],
  action: ReplicaSetAction,
): Promise<void> {
  const namespace = deployment.metadata.namespace ?? '';
  if (action.type === 'create') return create(context, deployment, action.replicaSet);
  const { name } = action;
  const current = owned.find((rs) => rs.metadata.name === name);
  if (current === undefined) return;
  const { uid, resourceVersion } = current.metadata;
  if (action.type === 'delete') {
    const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
    await context.client.delete(resources.replicaSets, { name, namespace }, { preconditions });
    return;
  }
  const { replicas, minReadySeconds, annotations } = action;
  await context.client.patch(
    resources.replicaSets,
    { name, namespace },
    {
      metadata: { uid, resourceVersion, annotations },
      spec: {
        ...(replicas === undefined ? {} : { replicas }),
        ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      },
    },
    { type: 'application/merge-patch+json', fieldManager: FIELD_MANAGER },
  );
  const size = current.spec.replicas ?? 1;
  if (replicas !== undefined && replicas !== size) {
    reportScaling(context, deployment, name, size, replicas);
  }
}

/** A ReplicaSet that is there already is ours from a step whose answer was lost, or a collision. */
async function create(
  context: ControllerContext,
  deployment: Deployment,
  replicaSet: ReplicaSet,
): Promise<void> {
  const { namespace = '', name = '' } = replicaSet.metadata;
  try {
    await context.client.create(resources.replicaSets, replicaSet, { fieldManager: FIELD_MANAGER });
  } catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error;
    const found = await context.client.get<ReplicaSet>(resources.replicaSets, { namespace, name });
    if (isControlledBy(found, deployment)) return;
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    const status = { ...deployment.status, collisionCount };
    await writeStatus(context, resources.deployments, deployment, status);
    throw error;
  }
  reportScaling(context, deployment, name, 0, replicaSet.spec.replicas ?? 0);
}

function reportScaling(
  context: ControllerContext,
  deployment: Deployment,
  name: string,
  from: number,
  to: number,
): void {
  const direction = to >= from ? 'up' : 'down';
  const message =
    from === 0
      ? `Scaled ${direction} replica set ${name} to ${to}`
      : `Scaled ${direction} replica set ${name} from ${from} to ${to}`;
  context.events.record(deployment, 'Normal', 'ScalingReplicaSet', message, COMPONENT);
}
