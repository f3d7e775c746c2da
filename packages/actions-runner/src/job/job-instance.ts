import type { ArtifactStore } from '../actions/artifact-store.ts';
import type { Masker } from '../commands/masker.ts';
import type { JsonObject } from '../json.ts';
import type { JobRef, UntimedEvent } from '../run/events.ts';
import type { RunWorkflowOptions } from '../run/options.ts';
import type { Job } from '../workflow/workflow.ts';

/** What the jobs of a run share. */
export interface RunContext {
  readonly options: RunWorkflowOptions;
  readonly masker: Masker;
  readonly artifacts: ArtifactStore;
  /** The contexts that are the same for all jobs: github, vars, secrets, inputs. */
  readonly contexts: JsonObject;
  readonly emit: (event: UntimedEvent) => void;
}

/** A job that is about to run: one combination where it has a matrix. */
export interface JobInstance {
  readonly ref: JobRef;
  readonly job: Job;
  /** The contexts `matrix`, `strategy` and `needs`. */
  readonly contexts: JsonObject;
  /** Cancels this job. */
  readonly signal: AbortSignal;
}
