import type { Annotation } from '../commands/annotation.ts';
import type { RunStatus } from '../expressions/functions.ts';
import type { Workspace } from '../step/workspace-path.ts';
import type { WorkflowEvent } from '../workflow/event.ts';
import type { ArtifactStore } from './artifact-store.ts';
import type { SandboxMount } from '@fairway/sandbox';

/** The repository that a run belongs to. */
export interface RunRepository {
  readonly owner: string;
  readonly name: string;
  /** `owner/name`. */
  readonly fullName: string;
  readonly cloneUrl?: string;
}

/** How an action's command ended. */
export interface ExecResult {
  readonly code: number;
  /** Standard output and error, as printed. */
  readonly output: string;
}

/** How an action runs a command. */
export interface ExecOptions {
  /** Keeps the output out of the log. */
  readonly silent?: boolean;
  readonly mounts?: readonly SandboxMount[];
  /** Folder as the job's steps see it; the workspace when absent. */
  readonly cwd?: string;
}

/** What an action sees of its job. Nothing of the job runs while it does, but what `exec` starts. */
export interface ActionContext {
  /** As written: `actions/checkout@v4`. */
  readonly uses: string;
  /** `with:`, evaluated; names in lower case. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The environment a `run` step would have. */
  readonly env: Readonly<Record<string, string>>;
  readonly workspace: Workspace;
  readonly repository: RunRepository;
  readonly event: WorkflowEvent;
  readonly artifacts: ArtifactStore;
  /** Host folder for the action's own files, which no step sees. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Host path of a path of the workflow. Throws ActionsError when it leaves the workspace. */
  resolve(path: string): Promise<string>;
  /** Gives what the action wrote to the workspace to the job's user. */
  own(hostPath: string): Promise<void>;
  /** Adds a line (or lines) to the step's log, masked. */
  readonly log: (text: string) => void;
  readonly annotate: (annotation: Annotation) => void;
  setOutput(name: string, value: string): void;
  addPath(folder: string): void;
  setEnv(name: string, value: string): void;
  readonly addMask: (secret: string) => void;
  /** Runs a command in the job's sandbox; its output goes to the log. */
  readonly exec: (
    argv: readonly [string, ...string[]],
    options?: ExecOptions,
  ) => Promise<ExecResult>;
}

/** What an action leaves behind besides its outputs. */
export interface ActionResult {
  /** Runs when the job's steps have ended, last action first. */
  readonly post?: (context: ActionContext, status: RunStatus) => Promise<void>;
}

/** An action that the runner knows: `uses: owner/name@version`. */
export interface BuiltinAction {
  /** Major versions whose inputs and outputs it honours: `v4`. */
  readonly versions: readonly string[];
  /** Throws to fail the step. */
  run(context: ActionContext): Promise<ActionResult>;
}

/** An input as a list of lines, empty ones left out. */
export function inputLines(context: ActionContext, name: string): readonly string[] {
  return (context.inputs[name] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** An input as a boolean: only `true` counts, any case. */
export function inputFlag(context: ActionContext, name: string, otherwise = false): boolean {
  const given = context.inputs[name]?.trim().toLowerCase();
  return given === undefined || given === '' ? otherwise : given === 'true';
}
