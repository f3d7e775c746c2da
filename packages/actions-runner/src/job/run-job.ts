import { join } from 'node:path';
import { ActionsError, messageOf } from '../errors.ts';
import {
  evaluateNode,
  evaluatePositive,
  evaluateStrings,
  type ExpressionScope,
} from '../expressions/evaluate.ts';
import type { Conclusion } from '../run/events.ts';
import type { JobResult, StepResult } from '../run/result.ts';
import { createJobFolders, type JobFolders } from './job-folders.ts';
import type { JobInstance, RunContext } from './job-instance.ts';
import { processPrefix } from './process-prefix.ts';
import { createJobRuntime, type JobRuntime } from './job-runtime.ts';
import { jobScope, type JobState } from './job-state.ts';
import { runPosts } from './run-posts.ts';
import { runStep, stepName } from './run-step.ts';

const DEFAULT_TIMEOUT_MINUTES = 60;

/** Runs a job's steps in its own folder; never rejects for a fault of the workflow. */
export async function runJob(run: RunContext, instance: JobInstance): Promise<JobResult> {
  const started = Date.now();
  const steps: StepResult[] = [];
  const state: JobState = { status: 'success', env: {}, paths: [], steps };
  let result: Pick<JobResult, 'conclusion' | 'outputs' | 'annotations' | 'message'>;
  try {
    const folders = await prepare(run, instance);
    const scope = jobScope(run, instance, folders, state);
    run.emit({
      type: 'job-started',
      job: instance.ref,
      steps: instance.job.steps.map((step) => stepName(step, scope)),
    });
    result = await runSteps(run, instance, folders, state, scope);
  } catch (error) {
    const message = run.masker.mask(messageOf(error));
    result = { conclusion: 'failure', outputs: {}, annotations: [], message };
  }
  const finished = { ...instance.ref, ...result, steps, durationMs: Date.now() - started };
  run.emit({
    type: 'job-finished',
    job: instance.ref,
    conclusion: finished.conclusion,
    durationMs: finished.durationMs,
    outputs: finished.outputs,
    ...(finished.message === undefined ? {} : { message: finished.message }),
  });
  return finished;
}

async function prepare(run: RunContext, instance: JobInstance): Promise<JobFolders> {
  const { options } = run;
  const root = join(options.workspaceRoot, instance.ref.key);
  const event = JSON.stringify(options.event.payload);
  const folders = await createJobFolders(root, options.repository.name, event);
  await options.sandbox.own(folders.home);
  await options.sandbox.own(folders.scripts);
  return folders;
}

async function runSteps(
  run: RunContext,
  instance: JobInstance,
  folders: JobFolders,
  state: JobState,
  scope: ExpressionScope,
): Promise<Pick<JobResult, 'conclusion' | 'outputs' | 'annotations' | 'message'>> {
  const { job } = instance;
  const { options } = run;
  checkRunsOn(instance, scope);
  const workflowEnv = evaluateStrings(options.workflow.env, scope);
  state.env = workflowEnv;
  state.env = {
    ...workflowEnv,
    ...evaluateStrings(job.env, jobScope(run, instance, folders, state)),
  };
  const minutes =
    evaluatePositive(job.timeoutMinutes, scope, 'timeout-minutes') ??
    options.defaultTimeoutMinutes ??
    DEFAULT_TIMEOUT_MINUTES;
  const host = {
    sandbox: options.sandbox,
    idPrefix: processPrefix(options.runId, instance.ref.key),
    dir: folders.processes,
    mounts: [...folders.mounts, ...(options.mounts ?? [])],
    limits: options.limits,
    hosts: options.hosts,
    stopGraceMs: options.stopGraceMs ?? 2000,
  };
  using runtime = createJobRuntime({ run, instance, folders, host, state }, minutes);
  for (const [index, step] of job.steps.entries()) {
    runtime.settle();
    const result = await runStep(runtime, step, index + 1);
    state.steps.push(result);
    countIn(state, result.conclusion);
  }
  runtime.settle();
  await runPosts(runtime);
  return {
    conclusion: state.status,
    outputs: jobOutputs(runtime),
    annotations: runtime.annotations,
    ...(state.status === 'success' ? {} : endMessage(runtime)),
  };
}

function endMessage(runtime: JobRuntime): { message?: string } {
  const failed = runtime.state.steps.find(
    (step) => step.conclusion === 'failure' || step.conclusion === 'cancelled',
  );
  return failed?.message === undefined ? {} : { message: `${failed.name}: ${failed.message}` };
}

function countIn(state: JobState, conclusion: Conclusion): void {
  if (conclusion === 'failure' && state.status === 'success') state.status = 'failure';
  if (conclusion === 'cancelled') state.status = 'cancelled';
}

/** Labels name GitHub's machines; what cannot run here at all is refused rather than tried. */
function checkRunsOn(instance: JobInstance, scope: ExpressionScope): void {
  const node = instance.job.runsOn;
  const labels = JSON.stringify(node === undefined ? '' : evaluateNode(node, scope));
  if (!/windows|macos/i.test(labels)) return;
  throw new ActionsError('workflow-unsupported', `runs-on ${labels}: this runner is Linux.`, {
    at: node?.at,
  });
}

/** Outputs that hold a secret are left out, as on GitHub. */
function jobOutputs(runtime: JobRuntime): Readonly<Record<string, string>> {
  const { folders, instance, run, state } = runtime;
  const scope = jobScope(run, instance, folders, state);
  const outputs = Object.entries(evaluateStrings(instance.job.outputs, scope));
  return Object.fromEntries(outputs.filter(([, value]) => !run.masker.detects(value)));
}
