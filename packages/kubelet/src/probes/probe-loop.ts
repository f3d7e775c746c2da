import { setTimeout as delay } from 'node:timers/promises';
import type { Container, Probe } from '@fairway/kube';
import {
  countResult,
  firstProbeState,
  hasFailed,
  probeWaitMs,
  type ProbeKind,
} from './probe-state.ts';
import { runProbe, type ProbeTarget } from './run-probe.ts';

/** What a container's probes tell its owner. */
export interface ProbeReports {
  started(): void;
  ready(ready: boolean): void;
  /** The container is to be ended. */
  failed(kind: ProbeKind): void;
  unhealthy(kind: ProbeKind, message: string): void;
}

/**
 * Probes a running container until the signal aborts: startup first, then readiness and liveness
 * side by side. A container that was started before (an adopted one) goes on with the latter.
 */
export function startProbes(
  container: Container,
  target: ProbeTarget,
  reports: ProbeReports,
  alreadyStarted: boolean,
  signal: AbortSignal,
): void {
  const run = async (): Promise<void> => {
    const { startupProbe, readinessProbe, livenessProbe } = container;
    if (startupProbe !== undefined && !alreadyStarted) {
      await probeStartup(startupProbe, target, reports, signal);
    }
    if (signal.aborted) return;
    reports.started();
    if (readinessProbe === undefined) reports.ready(true);
    await Promise.all([
      readinessProbe && loop('readiness', readinessProbe, target, reports, signal),
      livenessProbe && loop('liveness', livenessProbe, target, reports, signal),
    ]);
  };
  void run();
}

async function probeStartup(
  probe: Probe,
  target: ProbeTarget,
  reports: ProbeReports,
  signal: AbortSignal,
): Promise<void> {
  await wait((probe.initialDelaySeconds ?? 0) * 1000, signal);
  const periodMs = (probe.periodSeconds ?? 10) * 1000;
  let state = firstProbeState('startup');
  let counted = Date.now();
  for (let tries = 1; !signal.aborted; tries++) {
    const outcome = await runProbe(probe, target);
    if (signal.aborted) return;
    // Quick tries between two periods do not use up the failures a container is allowed.
    if (outcome.success || Date.now() - counted >= periodMs) {
      counted = Date.now();
      state = countResult(state, probe, outcome.success);
      if (state.healthy) return;
      if (!outcome.success) reports.unhealthy('startup', outcome.message);
      if (hasFailed(state, probe)) reports.failed('startup');
    }
    await wait(probeWaitMs('startup', probe, tries, false), signal);
  }
}

async function loop(
  kind: 'readiness' | 'liveness',
  probe: Probe,
  target: ProbeTarget,
  reports: ProbeReports,
  signal: AbortSignal,
): Promise<void> {
  await wait((probe.initialDelaySeconds ?? 0) * 1000, signal);
  let state = firstProbeState(kind);
  let everHealthy = false;
  let told = 0;
  for (let tries = 1; !signal.aborted; tries++) {
    const outcome = await runProbe(probe, target);
    if (signal.aborted) return;
    const before = state.healthy;
    state = countResult(state, probe, outcome.success);
    everHealthy ||= outcome.success;
    const periodMs = (probe.periodSeconds ?? 10) * 1000;
    if (!outcome.success && (everHealthy || Date.now() - told >= periodMs)) {
      if (told > 0 || everHealthy || kind === 'liveness') reports.unhealthy(kind, outcome.message);
      told = Date.now();
    }
    if (kind === 'readiness' && state.healthy !== before) reports.ready(state.healthy);
    if (kind === 'liveness' && hasFailed(state, probe)) reports.failed('liveness');
    await wait(probeWaitMs(kind, probe, tries, everHealthy), signal);
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
