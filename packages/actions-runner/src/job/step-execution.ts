import type { StepLog } from '../step/step-log.ts';
import type { ProcessHost } from '../step/run-process.ts';
import type { ExpressionScope } from '../expressions/evaluate.ts';
import type { StepRef } from '../run/events.ts';
import type { JobFolders } from './job-folders.ts';
import type { JobInstance, RunContext } from './job-instance.ts';
import type { JobState } from './job-state.ts';

/** A step that is being run, whatever its kind. */
export interface StepExecution {
  readonly run: RunContext;
  readonly instance: JobInstance;
  readonly folders: JobFolders;
  readonly host: ProcessHost;
  readonly state: JobState;
  readonly ref: StepRef;
  /** Contexts with the step's own `env`. */
  readonly scope: ExpressionScope;
  readonly env: Readonly<Record<string, string>>;
  readonly log: StepLog;
  readonly signal: AbortSignal;
}

/** What a step did. */
export interface StepOutcome {
  readonly ok: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly exitCode?: number;
  readonly message?: string;
}
