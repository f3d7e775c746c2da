import type { ActionContext, ActionResult } from '../actions/action.ts';
import { resolveAction } from '../actions/resolve-action.ts';
import { isProtectedVariable } from '../commands/parse-file-command.ts';
import { evaluateStrings } from '../expressions/evaluate.ts';
import { runProcess } from '../step/run-process.ts';
import { resolveInWorkspace } from '../step/workspace-path.ts';
import type { UsesStep } from '../workflow/workflow.ts';
import type { StepExecution, StepOutcome } from './step-execution.ts';

/** What an action wants to do when its job has ended. */
export interface PostAction {
  readonly step: UsesStep;
  readonly run: NonNullable<ActionResult['post']>;
}

/** Runs a `uses:` step by its built-in implementation. */
export async function runActionStep(
  execution: StepExecution,
  step: UsesStep,
  addPost: (post: PostAction) => void,
): Promise<StepOutcome> {
  const action = resolveAction(step.uses, execution.run.options.actions);
  const outputs = new Map<string, string>();
  const { post } = await action.run(actionContext(execution, step, outputs));
  if (post !== undefined) addPost({ step, run: post });
  return {
    ok: true,
    outputs: { ...Object.fromEntries(execution.log.outputs), ...Object.fromEntries(outputs) },
  };
}

/** The view of its job that an action is given. */
export function actionContext(
  execution: StepExecution,
  step: UsesStep,
  outputs: Map<string, string>,
): ActionContext {
  const { folders, log, run, state } = execution;
  const given = Object.entries(evaluateStrings(step.with, execution.scope));
  return {
    uses: step.uses,
    inputs: Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value])),
    env: execution.env,
    workspace: folders.workspace,
    repository: run.options.repository,
    event: run.options.event,
    artifacts: run.artifacts,
    scratch: folders.scratch,
    signal: execution.signal,
    resolve: async (path) => resolveInWorkspace(folders.workspace, path),
    own: async (path) => run.options.sandbox.own(path),
    log: (text) => log.say(text),
    annotate: log.annotate,
    setOutput: (name, value) => void outputs.set(name, value),
    addPath(folder) {
      state.paths = [folder, ...state.paths];
    },
    setEnv(name, value) {
      if (!isProtectedVariable(name)) state.env = { ...state.env, [name]: value };
    },
    addMask: run.masker.add,
    exec: createExec(execution),
  };
}

function createExec(execution: StepExecution): ActionContext['exec'] {
  const { folders, host, log, ref } = execution;
  let count = 0;
  return async (argv, options = {}) => {
    count += 1;
    const lines: string[] = [];
    const exit = await runProcess(host, {
      name: `s${ref.number}.${count}`,
      argv,
      env: execution.env,
      cwd: options.cwd ?? folders.workspace.target,
      ...(options.mounts === undefined ? {} : { mounts: options.mounts }),
      signal: execution.signal,
      onLine(line) {
        lines.push(line);
        if (options.silent !== true) log.output(line);
      },
    });
    return { code: exit.code, output: lines.join('\n') };
  };
}
