import { messageOf } from '../errors.ts';
import type { StepRef } from '../run/events.ts';
import { createStepLog } from '../step/step-log.ts';
import type { JobRuntime } from './job-runtime.ts';
import { jobScope, stepEnv } from './job-state.ts';
import { actionContext, type PostAction } from './run-action-step.ts';

/** Runs what actions left for the end of the job, last first; a failure only warns. */
export async function runPosts(runtime: JobRuntime): Promise<void> {
  let number = runtime.instance.job.steps.length;
  for (const post of runtime.posts.toReversed()) {
    number += 1;
    await runPost(runtime, post, number);
  }
}

async function runPost(runtime: JobRuntime, post: PostAction, number: number): Promise<void> {
  const { folders, instance, run, state } = runtime;
  const ref: StepRef = { jobKey: instance.ref.key, number, name: `Post ${post.step.uses}` };
  const log = createStepLog(ref, run.masker, folders.workspace.target, run.emit);
  const scope = jobScope(run, instance, folders, state);
  const env = stepEnv(run, scope, state, {});
  const signal = runtime.currentSignal();
  const execution = { ...runtime, ref, scope, env, log, signal };
  const started = Date.now();
  run.emit({ type: 'step-started', step: ref });
  let message: string | undefined;
  try {
    await post.run(actionContext(execution, post.step, new Map()), state.status);
  } catch (error) {
    message = run.masker.mask(messageOf(error));
    log.annotate({ level: 'warning', message });
  }
  run.emit({
    type: 'step-finished',
    step: ref,
    outcome: message === undefined ? 'success' : 'failure',
    conclusion: 'success',
    durationMs: Date.now() - started,
    outputs: {},
    ...(message === undefined ? {} : { message }),
  });
  runtime.annotations.push(...log.annotations);
}
