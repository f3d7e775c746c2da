import type { Deployment, LabelSelector, ReplicaSet } from '@fairway/kube';
import { controllerReference } from '../runtime/owners.ts';
import { replicaSetAnnotations } from './revision.ts';
import { HASH_LABEL, sameTemplate, templateHash } from './template-hash.ts';

/** The name of the ReplicaSet of a Deployment's present template. */
export function newReplicaSetName(deployment: Deployment): string {
  const hash = templateHash(deployment.spec.template, deployment.status?.collisionCount);
  return `${deployment.metadata.name ?? ''}-${hash}`;
}

/** The ReplicaSet whose template is the Deployment's; of several the oldest. */
export function findNewReplicaSet(
  deployment: Deployment,
  replicaSets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  const name = newReplicaSetName(deployment);
  return (
    sortByAge(replicaSets).find((rs) => sameTemplate(rs.spec.template, deployment.spec.template)) ??
    replicaSets.find((rs) => rs.metadata.name === name)
  );
}

/** Oldest first, by name where times are equal. */
export function sortByAge<T extends { metadata: { creationTimestamp?: string; name?: string } }>(
  objects: readonly T[],
): T[] {
  const age = ({ metadata }: T): string =>
    `${metadata.creationTimestamp ?? ''} ${metadata.name ?? ''}`;
  return [...objects].sort((a, b) => (age(a) < age(b) ? -1 : 1));
}

/** The ReplicaSet for the present template. */
export function buildReplicaSet(
  deployment: Deployment,
  replicas: number,
  revision: number,
): ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
  const { namespace } = deployment.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: newReplicaSetName(deployment),
      ...(namespace === undefined ? {} : { namespace }),
      labels,
      annotations: replicaSetAnnotations(deployment, {}, revision),
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: withHash(selector, hash),
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

function withHash(selector: LabelSelector, hash: string): LabelSelector {
  return { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } };
}
