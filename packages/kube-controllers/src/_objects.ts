import type { Deployment, Node, Pod, ReplicaSet } from '@fairway/kube';
import { controllerReference } from './runtime/owners.ts';

/** The time of all tests. */
export const now: Date = new Date('2026-01-01T12:00:00Z');

/** A time text that many seconds before `now`. */
export function ago(seconds: number): string {
  return new Date(now.getTime() - seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** A running, ready pod on a node, unless told otherwise. */
export function pod(name: string, more: Partial<Pod> & { ready?: boolean } = {}): Pod {
  const { ready = true, metadata, spec, status } = more;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      labels: { app: 'web' },
      ...metadata,
    },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'web:1' }], ...spec },
    status: {
      phase: 'Running',
      podIP: '10.0.0.1',
      conditions: [
        { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(60) },
      ],
      ...status,
    },
  };
}

/** A Deployment of three pods. */
export function deployment(spec: Partial<Deployment['spec']> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'uid-web', generation: 1 },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'app', image: 'web:1' }] },
      },
      progressDeadlineSeconds: 600,
      ...spec,
    },
  };
}

/** A ReplicaSet of a Deployment with all its pods available, unless told otherwise. */
export function replicaSet(
  owner: Deployment,
  name: string,
  image: string,
  replicas: number,
  available: number = replicas,
  annotations: Record<string, string> = {},
): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      generation: 1,
      annotations,
      ownerReferences: [controllerReference(owner)],
    },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web', 'pod-template-hash': 'x' } },
        spec: { containers: [{ name: 'app', image }] },
      },
    },
    status: {
      replicas,
      readyReplicas: available,
      availableReplicas: available,
      observedGeneration: 1,
    },
  };
}

/** A Ready node with two cores and 4 GiB. */
export function node(name: string, more: Partial<Node> = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { disk: 'ssd' } },
    status: {
      allocatable: { cpu: '2', memory: '4Gi', pods: '10' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
    ...more,
  };
}
