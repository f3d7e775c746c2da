import { ActionsError, messageOf } from '../errors.ts';
import {
  evaluateBoolean,
  evaluateExpression,
  evaluatePositive,
  evaluateString,
  evaluateStrings,
  type ExpressionScope,
} from '../expressions/evaluate.ts';
import { isTruthy } from '../expressions/data.ts';
import { createDeadline, type Deadline } from '../run/deadline.ts';
import type { Conclusion, StepRef } from '../run/events.ts';
import type { StepResult } from '../run/result.ts';
import { createStepLog, type StepLog } from '../step/step-log.ts';
import type { Step } from '../workflow/workflow.ts';
import type { JobRuntime } from './job-runtime.ts';
import { jobScope, stepEnv } from './job-state.ts';
import { runActionStep } from './run-action-step.ts';
import { runScriptStep } from './run-script-step.ts';
import type { StepOutcome } from './step-execution.ts';

/** Runs one step of a job, unless its condition says no; never rejects for the step's own fault. */
export async function runStep(
  runtime: JobRuntime,
  step: Step,
  number: number,
): Promise<StepResult> {
  const { folders, instance, run, state } = runtime;
  const scope = jobScope(run, instance, folders, state);
  const ref: StepRef = { jobKey: instance.ref.key, number, name: stepName(step, scope) };
  const log = createStepLog(ref, run.masker, folders.workspace.target, run.emit);
  const started = Date.now();
  const finish = (
    outcome: Conclusion,
    details: Partial<StepResult> = {},
    conclusion: Conclusion = outcome,
  ): StepResult => {
    const result = {
      outputs: {},
      ...details,
      id: step.id,
      number,
      name: ref.name,
      outcome,
      conclusion,
      durationMs: Date.now() - started,
    };
    const { id: _, number: __, name: ___, ...event } = result;
    run.emit({
      type: 'step-finished',
      step: ref,
      ...event,
      outputs: maskAll(runtime, result.outputs),
    });
    runtime.annotations.push(...log.annotations);
    return result;
  };

  let continueOnError = false;
  try {
    if (!isTruthy(evaluateExpression(step.if.expression, scope, step.if.at)))
      return finish('skipped');
    run.emit({ type: 'step-started', step: ref });
    const own = evaluateStrings(step.env, scope);
    const stepScope = jobScope(run, instance, folders, state, { env: own });
    continueOnError = evaluateBoolean(step.continueOnError, stepScope, false);
    const minutes = evaluatePositive(step.timeoutMinutes, stepScope, 'timeout-minutes');
    using deadline = createDeadline(
      runtime.currentSignal(),
      minutes === undefined ? undefined : minutes * 60_000,
    );
    const outcome = await execute(runtime, step, { ref, scope: stepScope, own, log, deadline });
    return conclude(runtime, outcome, { log, deadline, continueOnError, minutes, finish });
  } catch (error) {
    return fail(runtime, error, { log, continueOnError, finish, step });
  }
}

interface StepRun {
  readonly ref: StepRef;
  readonly scope: ExpressionScope;
  readonly own: Readonly<Record<string, string>>;
  readonly log: StepLog;
  readonly deadline: Deadline;
}

async function execute(runtime: JobRuntime, step: Step, stepRun: StepRun): Promise<StepOutcome> {
  const { ref, scope, log, deadline } = stepRun;
  const execution = {
    ...runtime,
    ref,
    scope,
    log,
    env: stepEnv(runtime.run, scope, runtime.state, stepRun.own),
    signal: deadline.signal,
  };
  if (step.kind === 'run') return runScriptStep(execution, step);
  return runActionStep(execution, step, (post) => runtime.posts.push(post));
}

type Finish = (
  outcome: Conclusion,
  details?: Partial<StepResult>,
  conclusion?: Conclusion,
) => StepResult;

function conclude(
  runtime: JobRuntime,
  outcome: StepOutcome,
  context: {
    readonly log: StepLog;
    readonly deadline: Deadline;
    readonly continueOnError: boolean;
    readonly minutes: number | undefined;
    readonly finish: Finish;
  },
): StepResult {
  const { log, deadline, continueOnError, finish } = context;
  const { outputs, exitCode } = outcome;
  const details = { outputs, ...(exitCode === undefined ? {} : { exitCode }) };
  if (deadline.expired()) {
    const message = `The step ran longer than its ${context.minutes} minutes and was stopped.`;
    log.annotate({ level: 'error', message });
    return finish('failure', { ...details, message }, continueOnError ? 'success' : 'failure');
  }
  if (deadline.signal.aborted) {
    return finish(runtime.abortedOutcome(), { ...details, message: runtime.abortMessage() });
  }
  if (outcome.ok) return finish('success', details);
  const message = outcome.message ?? 'The step failed.';
  log.say(message, 'error');
  log.addFindings();
  return finish('failure', { ...details, message }, continueOnError ? 'success' : 'failure');
}

function fail(
  runtime: JobRuntime,
  error: unknown,
  context: {
    readonly log: StepLog;
    readonly continueOnError: boolean;
    readonly finish: Finish;
    readonly step: Step;
  },
): StepResult {
  const { log, continueOnError, finish, step } = context;
  if (runtime.currentSignal().aborted) {
    return finish(runtime.abortedOutcome(), { message: runtime.abortMessage() });
  }
  const message = runtime.run.masker.mask(messageOf(error));
  const at = (error instanceof ActionsError ? error.at : undefined) ?? step.at;
  log.say(message, 'error');
  log.annotate({
    level: 'error',
    message,
    file: runtime.run.options.workflow.fileName,
    line: at.line,
    column: at.column,
  });
  return finish('failure', { message }, continueOnError ? 'success' : 'failure');
}

/** The step's `name`, else what it runs. */
export function stepName(step: Step, scope: ExpressionScope): string {
  const fallback = (): string => {
    if (step.kind === 'uses') return `Run ${step.uses}`;
    const script = step.run.kind === 'literal' ? String(step.run.value ?? '') : 'script';
    return `Run ${script.trim().split('\n')[0] ?? ''}`;
  };
  try {
    return evaluateString(step.name, scope) || fallback();
  } catch {
    // A name that cannot be evaluated (yet) is no reason to fail.
    return fallback();
  }
}

function maskAll(
  runtime: JobRuntime,
  outputs: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { masker } = runtime.run;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, masker.mask(value)]),
  );
}
