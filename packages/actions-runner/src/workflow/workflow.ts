import type { ExpressionNode, MappingNode, Position, TemplateNode } from './template-node.ts';

/** `defaults.run`: what `run` steps take when they name nothing themselves. */
export interface RunDefaults {
  readonly shell?: TemplateNode;
  readonly workingDirectory?: TemplateNode;
}

/** What every step has. */
export interface StepBase {
  /** The id of the file, or one made up that starts with `__`. */
  readonly id: string;
  readonly at: Position;
  readonly name?: TemplateNode;
  /** Always holds a status function: `success() &&` is added where the file has none. */
  readonly if: ExpressionNode;
  readonly env?: MappingNode;
  readonly continueOnError?: TemplateNode;
  readonly timeoutMinutes?: TemplateNode;
}

/** A step that runs a script. */
export interface RunStep extends StepBase {
  readonly kind: 'run';
  readonly run: TemplateNode;
  readonly shell?: TemplateNode;
  readonly workingDirectory?: TemplateNode;
}

/** A step that runs an action. */
export interface UsesStep extends StepBase {
  readonly kind: 'uses';
  readonly uses: string;
  readonly with?: MappingNode;
}

/** A step of a job. */
export type Step = RunStep | UsesStep;

/** A job's `strategy`. */
export interface Strategy {
  readonly matrix?: TemplateNode;
  readonly failFast?: TemplateNode;
  readonly maxParallel?: TemplateNode;
}

/** A job of a workflow. */
export interface Job {
  readonly id: string;
  readonly at: Position;
  readonly name?: TemplateNode;
  readonly needs: readonly string[];
  readonly if: ExpressionNode;
  readonly runsOn?: TemplateNode;
  readonly env?: MappingNode;
  readonly defaults: RunDefaults;
  readonly strategy?: Strategy;
  readonly outputs?: MappingNode;
  readonly continueOnError?: TemplateNode;
  readonly timeoutMinutes?: TemplateNode;
  readonly steps: readonly Step[];
}

/** What starts a workflow: the filters of one event. */
export interface Trigger {
  readonly branches?: readonly string[];
  readonly branchesIgnore?: readonly string[];
  readonly tags?: readonly string[];
  readonly tagsIgnore?: readonly string[];
  readonly paths?: readonly string[];
  readonly pathsIgnore?: readonly string[];
  readonly types?: readonly string[];
  /** Inputs of workflow_dispatch. */
  readonly inputs?: Readonly<Record<string, DispatchInput>>;
}

/** An input that a person gives when starting the workflow. */
export interface DispatchInput {
  readonly type: string;
  readonly required: boolean;
  readonly description?: string;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

/** A parsed workflow file: plain, immutable data. */
export interface Workflow {
  readonly fileName: string;
  readonly name: string;
  readonly runName?: TemplateNode;
  readonly on: Readonly<Record<string, Trigger>>;
  readonly env?: MappingNode;
  readonly defaults: RunDefaults;
  readonly jobs: readonly Job[];
}
