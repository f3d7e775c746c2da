import type { Condition, ContainerStatus, PodPhase } from '@fairway/kube';
import type { StatusInput } from './pod-status.ts';

interface Verdict {
  readonly holds: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** The five conditions of a pod in upstream's order, then those that others wrote. */
export function podConditions(
  input: StatusInput,
  phase: PodPhase,
  apps: readonly ContainerStatus[],
): Condition[] {
  const { pod, records } = input;
  const live = records.some(({ attempts }) => attempts > 0);
  const over = phase === 'Succeeded' || phase === 'Failed';
  const ready = containersReady(phase, apps);
  const verdicts: Record<string, Verdict> = {
    PodReadyToStartContainers: { holds: live && !over },
    Initialized: initialized(input, phase),
    Ready: readinessGates(input, ready),
    ContainersReady: ready,
    PodScheduled: { holds: true },
  };
  const before = new Map((pod.status?.conditions ?? []).map((entry) => [entry.type, entry]));
  const own = Object.entries(verdicts).map(([type, verdict]) =>
    condition(type, verdict, before.get(type), input.now),
  );
  const others = [...before.values()].filter(({ type }) => !(type in verdicts));
  return [...own, ...others];
}

function condition(
  type: string,
  { holds, reason, message }: Verdict,
  before: Condition | undefined,
  now: string,
): Condition {
  const status = holds ? 'True' : 'False';
  const since = before?.status === status ? before.lastTransitionTime : undefined;
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: since ?? now,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  };
}

function containersReady(phase: PodPhase, apps: readonly ContainerStatus[]): Verdict {
  if (phase === 'Succeeded') return { holds: false, reason: 'PodCompleted' };
  if (phase === 'Failed') return { holds: false, reason: 'PodFailed' };
  const unready = apps.filter(({ ready }) => !ready).map(({ name }) => name);
  if (unready.length === 0) return { holds: true };
  const message = `containers with unready status: [${unready.join(' ')}]`;
  return { holds: false, reason: 'ContainersNotReady', message };
}

function initialized({ records }: StatusInput, phase: PodPhase): Verdict {
  if (phase === 'Succeeded') return { holds: true, reason: 'PodCompleted' };
  const left = records.filter(({ kind, state, started }) => {
    if (kind === 'init') return state.phase !== 'exited' || state.terminated.exitCode !== 0;
    return kind === 'sidecar' && !started;
  });
  if (left.length === 0) return { holds: true };
  const message = `containers with incomplete status: [${left.map(({ name }) => name).join(' ')}]`;
  return { holds: false, reason: 'ContainersNotInitialized', message };
}

function readinessGates({ pod }: StatusInput, ready: Verdict): Verdict {
  if (!ready.holds) return ready;
  const conditions = pod.status?.conditions ?? [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = conditions.find(({ type }) => type === conditionType);
    if (gate?.status === 'True') continue;
    const message =
      gate === undefined
        ? `corresponding condition of pod readiness gate "${conditionType}" does not exist.`
        : `the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`;
    return { holds: false, reason: 'ReadinessGatesNotReady', message };
  }
  return { holds: true };
}
