import type { Annotation } from '../commands/annotation.ts';
import { createDeadline, type Deadline } from '../run/deadline.ts';
import type { ProcessHost } from '../step/run-process.ts';
import type { JobFolders } from './job-folders.ts';
import type { JobInstance, RunContext } from './job-instance.ts';
import type { JobState } from './job-state.ts';
import type { PostAction } from './run-action-step.ts';

/** A job while it runs. */
export interface JobRuntime extends Disposable {
  readonly run: RunContext;
  readonly instance: JobInstance;
  readonly folders: JobFolders;
  readonly host: ProcessHost;
  readonly state: JobState;
  readonly annotations: Annotation[];
  readonly posts: PostAction[];
  /** What ends the step of now: the job's end, or that of the clean-up once the job was ended. */
  currentSignal(): AbortSignal;
  /** Moves to the clean-up when the job was cancelled or timed out; call it between steps. */
  settle(): void;
  /** How a step counts that was ended from outside. */
  abortedOutcome(): 'cancelled' | 'failure';
  abortMessage(): string;
}

/** Puts a job's parts together. `timeoutMinutes` is the whole job's. */
export function createJobRuntime(
  parts: Pick<JobRuntime, 'run' | 'instance' | 'folders' | 'host' | 'state'>,
  timeoutMinutes: number,
): JobRuntime {
  const { run, instance, state } = parts;
  const deadline = createDeadline(instance.signal, timeoutMinutes * 60_000);
  let cleanup: Deadline | undefined;
  return {
    ...parts,
    annotations: [],
    posts: [],
    currentSignal: () => cleanup?.signal ?? deadline.signal,
    settle() {
      if (!deadline.signal.aborted || cleanup !== undefined) return;
      state.status = deadline.expired() ? 'failure' : 'cancelled';
      cleanup = createDeadline(new AbortController().signal, run.options.cleanupMs ?? 30_000);
    },
    abortedOutcome: () => (deadline.expired() ? 'failure' : 'cancelled'),
    abortMessage: () =>
      deadline.expired()
        ? `The job ran longer than its ${timeoutMinutes} minutes and was stopped.`
        : 'The job was cancelled.',
    [Symbol.dispose]() {
      deadline[Symbol.dispose]();
      cleanup?.[Symbol.dispose]();
    },
  };
}
