import type { SandboxLimits, SandboxMount, SandboxRuntime } from '@fairway/sandbox';
import type { BuiltinAction, RunRepository } from '../actions/action.ts';
import type { WorkflowEvent } from '../workflow/event.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { RunnerEvent } from './events.ts';

/** All that a run needs. */
export interface RunWorkflowOptions {
  readonly workflow: Workflow;
  readonly event: WorkflowEvent;
  readonly repository: RunRepository;
  /** Unique among runs that are alive; part of the processes' ids. */
  readonly runId: string;
  readonly runNumber: number;
  readonly runAttempt: number;
  /** Host folder of this run: one sub-folder a job. The caller removes it. */
  readonly workspaceRoot: string;
  /** Host folder of the run's artifacts; `<workspaceRoot>/_artifacts` when absent. */
  readonly artifactsFolder?: string;
  readonly sandbox: SandboxRuntime;
  /** By lower-case `owner/name`. */
  readonly actions: ReadonlyMap<string, BuiltinAction>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  /** The environment that every step starts with, e.g. PATH; nothing of the host is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Seen by every step, e.g. package caches. */
  readonly mounts?: readonly SandboxMount[];
  /** Lines for every step's /etc/hosts. */
  readonly hosts?: Readonly<Record<string, readonly string[]>>;
  readonly limits?: SandboxLimits;
  /** `github.server_url`. */
  readonly serverUrl?: string;
  /** Jobs that run at once; 2 when absent. */
  readonly maxParallelJobs?: number;
  /** For jobs that set no `timeout-minutes`; 60 when absent. */
  readonly defaultTimeoutMinutes?: number;
  /** How long `always()` steps may take once a job was cancelled or timed out; 30,000 when absent. */
  readonly cleanupMs?: number;
  /** Between SIGTERM and SIGKILL for a step that is stopped; 2,000 when absent. */
  readonly stopGraceMs?: number;
  /** Cancels the run. */
  readonly signal?: AbortSignal;
  /** Told all that happens, in order. An error thrown here ends the run. */
  readonly onEvent: (event: RunnerEvent) => void;
}
