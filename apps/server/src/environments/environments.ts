import { type KubeClient, type KubeObject, resources } from '@fairway/kube';
import { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Projects } from '../projects/projects.ts';
import { merge } from './merge.ts';
import type { EnvironmentDetail, PodSummary } from './schema.ts';

/** The environments of projects, as they run. */
export interface Environments {
  /** @throws FairwayError `not-found` */
  get(project: string, environment: string): Promise<z.infer<typeof EnvironmentDetail>>;
  /** Lines of pods' logs, those of several pods as they come. */
  logs(
    namespace: string,
    pods: readonly string[],
    options: { tail: number; follow: boolean; signal: AbortSignal },
  ): AsyncIterable<{ pod: string; text: string }>;
}

/** Reads the log of one pod, line by line. */
export type ReadPodLog = (request: {
  namespace: string;
  pod: string;
  tail: number;
  follow: boolean;
  signal: AbortSignal;
}) => AsyncIterable<string>;

/** Environments on a cluster. */
export function createEnvironments(
  projects: Projects,
  cluster: KubeClient,
  readLog: ReadPodLog,
): Environments {
  return {
    async get(project, environment) {
      const { environments } = await projects.get(project);
      const summary = environments.find(({ name }) => name === environment);
      if (summary === undefined) {
        throw new FairwayError('not-found', {
          message: `Project "${project}" has no environment "${environment}".`,
          remedy: `Choose one of: ${environments.map(({ name }) => name).join(', ')}.`,
        });
      }
      const pods = await cluster.list(resources.pods, { namespace: summary.namespace });
      const deployments = await cluster.list(resources.deployments, {
        namespace: summary.namespace,
      });
      return {
        ...summary,
        replicas: replicasOf(deployments.items),
        pods: pods.items.map(toPod),
        conditions: await conditionsOf(cluster, summary.namespace),
      };
    },
    logs: (namespace, pods, { tail, follow, signal }) =>
      merge(
        pods.map(async function* (pod) {
          for await (const text of readLog({ namespace, pod, tail, follow, signal })) {
            yield { pod, text };
          }
        }),
      ),
  };
}

const Pod = z.object({
  metadata: z.object({ name: z.string() }),
  status: z
    .object({
      phase: z.string().default('Unknown'),
      startTime: z.string().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      containerStatuses: z
        .array(
          z.object({
            restartCount: z.number().default(0),
            state: z
              .object({
                waiting: z
                  .object({ reason: z.string().optional(), message: z.string().optional() })
                  .optional(),
              })
              .default({}),
          }),
        )
        .default([]),
    })
    .default({ phase: 'Pending', conditions: [], containerStatuses: [] }),
});

function toPod(object: KubeObject): z.infer<typeof PodSummary> {
  const { metadata, status } = Pod.parse(object);
  const waiting = status.containerStatuses.find(({ state }) => state.waiting)?.state.waiting;
  return {
    name: metadata.name,
    phase: object.metadata.deletionTimestamp === undefined ? status.phase : 'Terminating',
    ready: status.conditions.some(
      (condition) => condition.type === 'Ready' && condition.status === 'True',
    ),
    restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    reason: waiting?.reason ?? null,
    message: waiting?.message ?? null,
    startedAt: status.startTime === undefined ? null : new Date(status.startTime).toISOString(),
  };
}

const Replicas = z.object({
  spec: z.object({ replicas: z.number().default(1) }),
  status: z.object({ readyReplicas: z.number().default(0) }).default({ readyReplicas: 0 }),
});

function replicasOf(deployments: readonly KubeObject[]): { ready: number; desired: number } {
  const parsed = deployments.map((object) => Replicas.parse(object));
  return {
    ready: parsed.reduce((sum, { status }) => sum + status.readyReplicas, 0),
    desired: parsed.reduce((sum, { spec }) => sum + spec.replicas, 0),
  };
}

const Application = z.object({
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), message: z.string() })).default([]),
    })
    .default({ conditions: [] }),
});

async function conditionsOf(
  cluster: KubeClient,
  name: string,
): Promise<{ type: string; message: string }[]> {
  const { items } = await cluster.list(
    { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' },
    { namespace: 'argocd', fieldSelector: `metadata.name=${name}` },
  );
  return items.flatMap((item) => Application.parse(item).status.conditions);
}
