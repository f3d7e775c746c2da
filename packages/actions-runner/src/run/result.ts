import type { Annotation } from '../commands/annotation.ts';
import type { Conclusion, JobRef } from './events.ts';

/** How a step ended. */
export interface StepResult {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  /** Before `continue-on-error`. */
  readonly outcome: Conclusion;
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly durationMs: number;
  readonly exitCode?: number;
  readonly message?: string;
}

/** How a job (a combination of a matrix) ended. */
export interface JobResult extends JobRef {
  readonly conclusion: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
  readonly steps: readonly StepResult[];
  readonly annotations: readonly Annotation[];
  readonly durationMs: number;
  readonly message?: string;
}

/** How a run ended. */
export interface RunResult {
  readonly conclusion: 'success' | 'failure' | 'cancelled';
  readonly jobs: readonly JobResult[];
  readonly durationMs: number;
  /** What `actions/upload-artifact` kept; the files lie below `folder`. */
  readonly artifacts: readonly StoredArtifact[];
}

/** An artifact of a run. */
export interface StoredArtifact {
  readonly name: string;
  /** Absolute host folder. */
  readonly folder: string;
  /** Relative paths, sorted. */
  readonly files: readonly string[];
  readonly sizeBytes: number;
}
