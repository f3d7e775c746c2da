import type { KubeObject } from '@fairway/kube';
import { z } from 'zod';

/** How far the pods of a release are. */
export interface RolloutProgress {
  state: 'other' | 'waiting' | 'failed' | 'done';
  /** Every pod of the release exists and runs; its probes may not have passed. */
  started: boolean;
  /** Every pod of the release is available, and none of another release is left. */
  ready: boolean;
  message: string;
}

const Deployment = z.object({
  metadata: z.object({ generation: z.number() }),
  spec: z.object({
    replicas: z.number().default(1),
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
    }),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      replicas: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
      conditions: z
        .array(
          z.object({
            type: z.string(),
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .default([]),
    })
    .optional(),
});

/** Reads from an apps/v1 Deployment and its pods how far the rollout of a release is. */
export function rolloutProgress(
  object: KubeObject | undefined,
  pods: readonly KubeObject[],
  release: { digest: string },
): RolloutProgress {
  const waiting = { state: 'waiting', started: false, ready: false } as const;
  const parsed = Deployment.safeParse(object);
  if (!parsed.success) return { ...waiting, message: 'The apps/v1 Deployment does not exist yet.' };
  const { metadata, spec, status } = parsed.data;
  if (!spec.template.spec.containers.some(({ image }) => image.endsWith(release.digest))) {
    return { ...waiting, state: 'other', message: 'The pods show another release.' };
  }
  if (status === undefined || status.observedGeneration < metadata.generation) {
    return { ...waiting, message: 'The rollout has not begun.' };
  }
  const { replicas, updatedReplicas, availableReplicas, conditions } = status;
  const started = updatedReplicas >= spec.replicas && running(pods, release) >= spec.replicas;
  const ready =
    updatedReplicas >= spec.replicas &&
    replicas === updatedReplicas &&
    availableReplicas >= spec.replicas;
  const message = `${Math.min(availableReplicas, updatedReplicas)} of ${spec.replicas} pods ready`;
  if (ready) return { state: 'done', started, ready, message };
  const late = conditions.find(({ reason }) => reason === 'ProgressDeadlineExceeded');
  if (late !== undefined)
    return { state: 'failed', started, ready, message: late.message ?? message };
  return { ...waiting, started, message };
}

/** Waiting reasons that do not heal by themselves within a deployment. */
const fatalReasons = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'CreateContainerConfigError',
  'CreateContainerError',
]);

const Pod = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.string().optional() }),
  spec: z.object({ containers: z.array(z.object({ image: z.string() })) }),
  status: z
    .object({
      phase: z.string().default('Pending'),
      containerStatuses: z
        .array(
          z.object({
            name: z.string(),
            restartCount: z.number().default(0),
            state: z
              .object({
                waiting: z
                  .object({ reason: z.string().optional(), message: z.string().optional() })
                  .optional(),
              })
              .default({}),
            lastState: z
              .object({ terminated: z.object({ exitCode: z.number() }).optional() })
              .default({}),
          }),
        )
        .default([]),
    })
    .optional(),
});

/** How many pods of a release run and are to stay. */
function running(pods: readonly KubeObject[], release: { digest: string }): number {
  return podsOf(pods, release).filter(
    ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined && status?.phase === 'Running',
  ).length;
}

function podsOf(pods: readonly KubeObject[], release: { digest: string }): z.infer<typeof Pod>[] {
  return pods.flatMap((object) => {
    const { success, data: pod } = Pod.safeParse(object);
    const ours = success && pod.spec.containers.some(({ image }) => image.endsWith(release.digest));
    return ours ? [pod] : [];
  });
}

/** The first pod of a release that will not start, told in a sentence; undefined when none. */
export function podProblem(
  pods: readonly KubeObject[],
  release: { digest: string },
): { pod: string; container: string; message: string } | undefined {
  for (const pod of podsOf(pods, release)) {
    for (const status of pod.status?.containerStatuses ?? []) {
      const waiting = status.state.waiting;
      if (waiting?.reason === undefined || !fatalReasons.has(waiting.reason)) continue;
      const exit = status.lastState.terminated?.exitCode;
      const why =
        exit === undefined
          ? (waiting.message ?? '')
          : `It exited with code ${exit} after ${status.restartCount} restarts.`;
      return {
        pod: pod.metadata.name,
        container: status.name,
        message: `Pod ${pod.metadata.name} is in ${waiting.reason}. ${why}`.trim(),
      };
    }
  }
  return undefined;
}
