import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createArtifactStore } from '../actions/artifact-store.ts';
import { createMasker } from '../commands/masker.ts';
import type { RunContext } from '../job/job-instance.ts';
import { orderJobs } from '../workflow/plan-jobs.ts';
import { runContexts } from './contexts.ts';
import type { UntimedEvent } from './events.ts';
import { runGroup, type GroupResult } from './job-group.ts';
import type { RunWorkflowOptions } from './options.ts';
import type { RunResult } from './result.ts';
import { createSemaphore } from './semaphore.ts';

/**
 * Runs all jobs of a workflow, each in its own folder and each step in its own sandbox. Whether the
 * event triggers the workflow is not asked here: `planJobs` says so.
 *
 * @throws WorkflowError for a bad job graph, ActionsError for a wrong dispatch input, and whatever
 * `onEvent` throws; the faults of jobs and steps are in the result
 */
export async function runWorkflow(options: RunWorkflowOptions): Promise<RunResult> {
  const started = Date.now();
  const planned = orderJobs(options.workflow);
  await mkdir(options.workspaceRoot, { recursive: true, mode: 0o700 });
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(options.signal ? [options.signal] : [])]);
  const run: RunContext = {
    options,
    masker: createMasker(Object.values(options.secrets)),
    artifacts: createArtifactStore(
      options.artifactsFolder ?? join(options.workspaceRoot, '_artifacts'),
    ),
    contexts: runContexts(options),
    emit: createEmitter(options, failure),
  };
  const slots = createSemaphore(options.maxParallelJobs ?? 2);
  const byId = new Map(options.workflow.jobs.map((job) => [job.id, job]));
  const ended = new Map<string, GroupResult>();
  const running = new Map<string, Promise<void>>();
  for (const plan of planned) {
    const job = byId.get(plan.id);
    if (job === undefined) continue;
    // The plan is in order, so that the promises of all needs exist.
    const before = plan.ancestors.flatMap((id) => running.get(id) ?? []);
    running.set(
      plan.id,
      (async () => {
        await Promise.all(before);
        ended.set(plan.id, await runGroup({ run, signal, slots }, job, plan, ended));
      })(),
    );
  }
  await Promise.all(running.values());
  if (failure.signal.aborted) throw failure.signal.reason;
  const groups = planned.flatMap((plan) => ended.get(plan.id) ?? []);
  return {
    conclusion: conclude(groups, signal),
    jobs: groups.flatMap((group) => group.jobs),
    durationMs: Date.now() - started,
    artifacts: await run.artifacts.list(),
  };
}

function conclude(groups: readonly GroupResult[], signal: AbortSignal): RunResult['conclusion'] {
  const cancelled = groups.some((group) => group.result === 'cancelled');
  if (cancelled && signal.aborted) return 'cancelled';
  return groups.some((group) => group.result === 'failure') || cancelled ? 'failure' : 'success';
}

/** A listener that throws would be lost inside a step: it ends the run instead. */
function createEmitter(
  options: RunWorkflowOptions,
  failure: AbortController,
): (event: UntimedEvent) => void {
  return (event) => {
    if (failure.signal.aborted) return;
    try {
      options.onEvent({ ...event, at: new Date().toISOString() });
    } catch (error) {
      failure.abort(error);
    }
  };
}
