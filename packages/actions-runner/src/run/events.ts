import type { Annotation } from '../commands/annotation.ts';
import type { LogKind } from '../commands/log-interpreter.ts';

/** How a step, a job or a run ended. */
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

/** A job of a run: one combination where its job has a matrix. */
export interface JobRef {
  /** Unique in the run, safe as a file name: the job's id, or `<id>-<n>` within a matrix. */
  readonly key: string;
  readonly jobId: string;
  readonly name: string;
}

/** A step of a job; `number` counts from 1. */
export interface StepRef {
  readonly jobKey: string;
  readonly number: number;
  readonly name: string;
}

/** What happens in a run, in order; times are ISO 8601, durations milliseconds. */
export type RunnerEvent =
  | {
      readonly type: 'job-queued';
      readonly at: string;
      readonly job: JobRef;
      readonly needs: readonly string[];
    }
  | {
      readonly type: 'job-started';
      readonly at: string;
      readonly job: JobRef;
      readonly steps: readonly string[];
    }
  | {
      readonly type: 'job-finished';
      readonly at: string;
      readonly job: JobRef;
      readonly conclusion: Conclusion;
      readonly durationMs: number;
      readonly outputs: Readonly<Record<string, string>>;
      /** Why, when there is more to say than that a step failed. */
      readonly message?: string;
    }
  | { readonly type: 'step-started'; readonly at: string; readonly step: StepRef }
  | {
      readonly type: 'step-finished';
      readonly at: string;
      readonly step: StepRef;
      /** Before `continue-on-error`. */
      readonly outcome: Conclusion;
      readonly conclusion: Conclusion;
      readonly durationMs: number;
      readonly exitCode?: number;
      readonly outputs: Readonly<Record<string, string>>;
      readonly message?: string;
    }
  | {
      readonly type: 'log';
      readonly at: string;
      readonly step: StepRef;
      readonly kind: LogKind;
      /** Masked, without line end. */
      readonly line: string;
    }
  | {
      readonly type: 'annotation';
      readonly at: string;
      readonly step: StepRef;
      readonly annotation: Annotation;
    }
  | {
      readonly type: 'summary';
      readonly at: string;
      readonly step: StepRef;
      readonly markdown: string;
    };

/** An event before its time is put in. */
export type UntimedEvent = RunnerEvent extends infer E
  ? E extends RunnerEvent
    ? Omit<E, 'at'>
    : never
  : never;
