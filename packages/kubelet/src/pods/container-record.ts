import type { Container, ContainerStateTerminated, PodSpec } from '@fairway/kube';
import type { BackOff } from './back-off.ts';

/** Where a container is in its life. `starting` covers the image pull and the sandbox' set-up. */
export type ContainerPhase =
  | {
      readonly phase: 'waiting';
      readonly reason: string;
      readonly message?: string;
      /** Not to be tried before (ms since the epoch). */
      readonly retryAt?: number;
    }
  | { readonly phase: 'starting' }
  | { readonly phase: 'running'; readonly startedAt: string; readonly containerId: string }
  | { readonly phase: 'exited'; readonly terminated: ContainerStateTerminated };

/** All that is known of one container of a pod; kept on disk for the next server. */
export interface ContainerRecord {
  readonly name: string;
  readonly kind: 'init' | 'sidecar' | 'app';
  /** How often it was started; the number of the latest attempt is one less. */
  readonly attempts: number;
  readonly state: ContainerPhase;
  readonly last?: ContainerStateTerminated;
  readonly backOff?: BackOff;
  readonly imageFailures?: BackOff;
  readonly imageId: string;
  /** Whether the startup probe passed. */
  readonly started: boolean;
  readonly ready: boolean;
}

/** A container's entry in the pod spec, whichever list it is in. */
export function containerOf(spec: PodSpec, name: string): Container | undefined {
  return [...(spec.initContainers ?? []), ...spec.containers].find(
    (container) => container.name === name,
  );
}

/** The records of a pod that nothing was done for yet: init containers first, in order. */
export function newRecords(spec: PodSpec): ContainerRecord[] {
  const init = spec.initContainers ?? [];
  const reason = init.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const blank = { attempts: 0, imageId: '', started: false, ready: false } as const;
  return [
    ...init.map((container) => ({
      ...blank,
      name: container.name,
      kind: container.restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
      state: { phase: 'waiting' as const, reason: 'PodInitializing' },
    })),
    ...spec.containers.map((container) => ({
      ...blank,
      name: container.name,
      kind: 'app' as const,
      state: { phase: 'waiting' as const, reason },
    })),
  ];
}

/** Whether something of the container runs or is about to. */
export function isLive(record: ContainerRecord): boolean {
  return record.state.phase === 'starting' || record.state.phase === 'running';
}
