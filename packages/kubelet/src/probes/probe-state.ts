import type { Probe } from '@fairway/kube';

/** The three kinds of probe. */
export type ProbeKind = 'startup' | 'readiness' | 'liveness';

/** The verdict of a probe so far: it changes when enough results in a row say so. */
export interface ProbeState {
  readonly healthy: boolean;
  /** The latest results in a row that agree. */
  readonly streak: number;
  readonly streakOf: boolean;
}

/** A container is taken to be alive, but not ready and not started, until a probe says otherwise. */
export function firstProbeState(kind: ProbeKind): ProbeState {
  const healthy = kind === 'liveness';
  return { healthy, streak: 0, streakOf: healthy };
}

/** Counts one result in, by the probe's thresholds. */
export function countResult(state: ProbeState, probe: Probe, success: boolean): ProbeState {
  const streak = state.streakOf === success ? state.streak + 1 : 1;
  const needed = success ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  return { healthy: streak >= needed ? success : state.healthy, streak, streakOf: success };
}

/** Whether the startup or liveness verdict asks for the container's end. */
export function hasFailed(state: ProbeState, probe: Probe): boolean {
  return !state.streakOf && state.streak >= (probe.failureThreshold ?? 3);
}

const quickMs = [25, 50, 100, 200, 400, 800] as const;

/**
 * How long to wait before the next try. Until the first success the waits are short and grow, so
 * that a container is not held idle for up to a period; then the period rules.
 */
export function probeWaitMs(
  kind: ProbeKind,
  probe: Probe,
  tries: number,
  everHealthy: boolean,
): number {
  const periodMs = (probe.periodSeconds ?? 10) * 1000;
  if (everHealthy || kind === 'liveness') return periodMs;
  return Math.min(quickMs[Math.min(tries, quickMs.length) - 1] ?? 25, periodMs);
}
