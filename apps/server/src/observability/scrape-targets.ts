import type { KubeObject } from '@fairway/kube';
import { z } from 'zod';

/** A pod to scrape: where, and the labels of its series. */
export interface ScrapeTarget {
  id: string;
  address: string;
  path: string;
  labels: Record<string, string>;
}

const Pod = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
    labels: z.record(z.string(), z.string()).default({}),
    deletionTimestamp: z.string().optional(),
  }),
  spec: z.object({
    containers: z.array(
      z.object({ ports: z.array(z.object({ containerPort: z.number() })).default([]) }),
    ),
  }),
  status: z.object({
    phase: z.string(),
    conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
  }),
});

/**
 * The scrape targets among pods: those that are ready (before, they do not listen) and carry `prometheus.io/scrape: "true"`.
 * `addressOf` tells where a pod's declared port really listens; undefined: not yet.
 */
export function scrapeTargets(
  pods: readonly KubeObject[],
  addressOf: (podUid: string, port: number) => { host: string; port: number } | undefined,
): ScrapeTarget[] {
  return pods.flatMap((object): ScrapeTarget[] => {
    const { success, data: pod } = Pod.safeParse(object);
    if (!success || !isReady(pod.status)) return [];
    const { annotations, labels, name, namespace, uid } = pod.metadata;
    if (annotations['prometheus.io/scrape'] !== 'true') return [];
    const declared = Number(
      annotations['prometheus.io/port'] ?? pod.spec.containers[0]?.ports[0]?.containerPort,
    );
    const address = addressOf(uid, declared);
    if (address === undefined) return [];
    return [
      {
        id: uid,
        address: `${address.host}:${address.port}`,
        path: annotations['prometheus.io/path'] ?? '/metrics',
        labels: {
          job: 'kubernetes-pods',
          namespace,
          pod: name,
          instance: `${name}:${declared}`,
          app: labels['app.kubernetes.io/name'] ?? '',
        },
      },
    ];
  });
}

function isReady(status: z.infer<typeof Pod>['status']): boolean {
  return (
    status.phase === 'Running' &&
    status.conditions.some(({ type, status: value }) => type === 'Ready' && value === 'True')
  );
}
