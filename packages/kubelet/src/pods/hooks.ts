import { setTimeout as delay } from 'node:timers/promises';
import type { LifecycleHandler } from '@fairway/kube';
import { KubeletError } from '../errors.ts';
import { httpGet, type ProbeTarget } from '../probes/run-probe.ts';

/**
 * Runs a lifecycle hook within a time.
 * @throws KubeletError `hook` when it fails.
 */
export async function runHook(
  hook: LifecycleHandler,
  target: ProbeTarget,
  timeoutMs: number,
): Promise<void> {
  if (hook.sleep !== undefined) {
    await delay(Math.min(hook.sleep.seconds * 1000, timeoutMs));
    return;
  }
  if (hook.httpGet !== undefined) {
    const { success, message } = await httpGet(hook.httpGet, target, timeoutMs);
    if (!success) throw new KubeletError('hook', 'FailedHook', message);
    return;
  }
  if (hook.exec === undefined) return;
  const { code, output } = await target.exec(hook.exec.command ?? [], timeoutMs);
  if (code !== 0) throw new KubeletError('hook', 'FailedHook', `code ${code}: ${output}`);
}
