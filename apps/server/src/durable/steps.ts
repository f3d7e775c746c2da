import { DBOS } from '@dbos-inc/dbos-sdk';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Failure } from '../timeline/schema.ts';
import type { Timelines } from '../timeline/timelines.ts';

/**
 * One step of a durable workflow. `run` is idempotent: after a crash it may run again, and finds
 * what it did before. What later steps need is read from the database, not handed on.
 */
export interface StepDefinition<Context> {
  key: string;
  title: string;
  /** Does the step; the text it returns is shown beside it. */
  run(context: Context): Promise<string | undefined>;
  /**
   * The step of the deletion that takes this one's effect back, which is how a half-made project is
   * cleaned up; absent for a step that leaves nothing behind, and for those of the deletion itself.
   */
  undoneBy?: string;
}

/** Thrown by a step whose work became pointless: a newer version took its place. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** Told around the effect of every step: how the crash tests end the server at each of them. */
export type StepObserver = (key: string, moment: 'before' | 'after') => void;

/** What running steps needs besides the steps. */
export interface StepRunner {
  timelines: Timelines;
  onStep: StepObserver;
}

/** How a sequence of steps ended. */
export type StepsOutcome = 'succeeded' | 'failed' | 'superseded';

/**
 * Runs steps in order inside a DBOS workflow, each shown on the timeline. A step that the timeline
 * shows as succeeded is not run again. The first failure ends the sequence; it is recorded on the
 * timeline and never thrown, so that the workflow itself ends in good order. `load` reads what the
 * steps work with, anew for each: undefined means that there is nothing left to do.
 */
export async function runSteps<Context>(
  runner: StepRunner,
  timelineId: string,
  steps: readonly StepDefinition<Context>[],
  load: () => Promise<Context | undefined>,
): Promise<StepsOutcome> {
  for (const step of steps) {
    const outcome = await DBOS.runStep(() => runStep(runner, timelineId, step, load), {
      name: step.key,
    });
    if (outcome !== 'succeeded') return outcome;
  }
  return 'succeeded';
}

async function runStep<Context>(
  { timelines, onStep }: StepRunner,
  timelineId: string,
  step: StepDefinition<Context>,
  load: () => Promise<Context | undefined>,
): Promise<StepsOutcome> {
  if ((await timelines.stepState(timelineId, step.key)) === 'succeeded') return 'succeeded';
  await timelines.changeStep(timelineId, step.key, { state: 'running' });
  try {
    const context = await load();
    onStep(step.key, 'before');
    const message = context === undefined ? 'nothing left' : await step.run(context);
    onStep(step.key, 'after');
    await timelines.changeStep(timelineId, step.key, {
      state: 'succeeded',
      message: message ?? null,
    });
    return 'succeeded';
  } catch (error) {
    if (error instanceof Superseded) {
      await timelines.changeStep(timelineId, step.key, {
        state: 'skipped',
        message: error.message,
      });
      return 'superseded';
    }
    await timelines.changeStep(timelineId, step.key, {
      state: 'failed',
      failure: failureOf(error),
    });
    return 'failed';
  }
}

/** What a timeline shows of an error: our own words for our own errors, the cause's for others. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FairwayError) {
    const detail = error.data['detail'];
    return {
      code: error.code,
      message: error.message,
      remedy: error.remedy,
      detail: typeof detail === 'string' ? detail : null,
    };
  }
  return {
    code: 'internal',
    message: `Something failed on our side: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Retry from this step; if it fails again, look into the server log.',
    detail: null,
  };
}
