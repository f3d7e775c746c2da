export {
  inputFlag,
  inputLines,
  type ActionContext,
  type ActionResult,
  type BuiltinAction,
  type ExecOptions,
  type ExecResult,
  type RunRepository,
} from './actions/action.ts';
export { createCheckoutAction, type Checkout, type CheckoutRequest } from './actions/checkout.ts';
export {
  createBuildPushAction,
  createLoginAction,
  type BuildAndPush,
  type BuildRequest,
  type BuildResult,
  type RegistryLogin,
} from './actions/docker-actions.ts';
export type { ArtifactFile, ArtifactStore } from './actions/artifact-store.ts';
export { createBuiltinActions, type ActionPorts } from './actions/builtin-actions.ts';
export type { Annotation } from './commands/annotation.ts';
export type { LogKind } from './commands/log-interpreter.ts';
export {
  ActionsError,
  WorkflowError,
  type ActionsErrorCode,
  type WorkflowIssue,
} from './errors.ts';
export type { Json, JsonObject } from './json.ts';
export type { Conclusion, JobRef, RunnerEvent, StepRef } from './run/events.ts';
export type { RunWorkflowOptions } from './run/options.ts';
export type { JobResult, RunResult, StepResult, StoredArtifact } from './run/result.ts';
export { discardRun, type DiscardRunOptions } from './run/discard-run.ts';
export { runWorkflow } from './run/run-workflow.ts';
export type { Workspace } from './step/workspace-path.ts';
export type { WorkflowEvent } from './workflow/event.ts';
export { parseWorkflow } from './workflow/parse-workflow.ts';
export { planJobs, type JobPlan, type PlannedJob } from './workflow/plan-jobs.ts';
export type { Job, Step, Trigger, Workflow } from './workflow/workflow.ts';
