import { stat, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { SandboxExit } from '@fairway/sandbox';
import { isProtectedVariable } from '../commands/parse-file-command.ts';
import { evaluateString } from '../expressions/evaluate.ts';
import {
  commandFileEnv,
  createCommandFiles,
  readCommandFiles,
  type FileCommands,
} from '../step/command-files.ts';
import { runProcess } from '../step/run-process.ts';
import { shellOf } from '../step/shell.ts';
import { resolveInWorkspace } from '../step/workspace-path.ts';
import { ActionsError } from '../errors.ts';
import type { RunStep } from '../workflow/workflow.ts';
import { JOB_TARGETS } from './job-folders.ts';
import type { StepExecution, StepOutcome } from './step-execution.ts';

/** Runs a `run:` step: the script in a file, executed in the sandbox. */
export async function runScriptStep(execution: StepExecution, step: RunStep): Promise<StepOutcome> {
  const { folders, host, log, ref, run, scope } = execution;
  const { workflow } = run.options;
  const { defaults } = execution.instance.job;
  const script = evaluateString(step.run, scope) ?? '';
  const shellNode = step.shell ?? defaults.shell ?? workflow.defaults.shell;
  const shell = shellOf(evaluateString(shellNode, scope));
  const folderNode =
    step.workingDirectory ?? defaults.workingDirectory ?? workflow.defaults.workingDirectory;
  const cwd = await workingDirectory(execution, evaluateString(folderNode, scope) ?? '.');

  const scriptName = `${ref.number}.${shell.extension}`;
  await writeFile(join(folders.scripts, scriptName), script, { mode: 0o600, flag: 'wx' });
  const files = join(folders.files, String(ref.number));
  await createCommandFiles(files);
  await run.options.sandbox.own(folders.scripts);
  await run.options.sandbox.own(files);

  log.say(script.trimEnd(), 'command');
  const exit = await runProcess(host, {
    name: `s${ref.number}`,
    argv: shell.argv(`${JOB_TARGETS.scripts}/${scriptName}`),
    env: { ...execution.env, ...commandFileEnv(JOB_TARGETS.files), GITHUB_ACTION: step.id },
    cwd,
    mounts: [{ source: files, target: JOB_TARGETS.files, readOnly: false }],
    signal: execution.signal,
    onLine: log.output,
  });
  const commands = await readCommandFiles(files);
  applyFileCommands(execution, commands);
  const outputs = { ...Object.fromEntries(log.outputs), ...Object.fromEntries(commands.outputs) };
  return { ok: exit.code === 0, outputs, exitCode: exit.code, ...exitMessage(exit) };
}

async function workingDirectory(execution: StepExecution, path: string): Promise<string> {
  const { workspace } = execution.folders;
  // Elsewhere than in the repository a step is free, because all it sees is its sandbox.
  const target = posix.resolve(workspace.target, path);
  const inWorkspace = target === workspace.target || target.startsWith(`${workspace.target}/`);
  if (inWorkspace && target !== workspace.target) {
    const found = await stat(await resolveInWorkspace(workspace, path)).catch(() => undefined);
    if (found?.isDirectory() !== true) {
      throw new ActionsError('step-invalid', `The working-directory "${path}" does not exist.`);
    }
  }
  return target;
}

/** Takes over what a step told the runner through its files. */
function applyFileCommands(execution: StepExecution, commands: FileCommands): void {
  const { log, ref, run, state } = execution;
  for (const [name, value] of commands.env) {
    if (isProtectedVariable(name)) {
      log.say(`GITHUB_ENV: ${name} belongs to the runner and was not set.`, 'warning');
    } else {
      state.env = { ...state.env, [name]: value };
    }
  }
  state.paths = [...commands.paths.toReversed(), ...state.paths];
  if (commands.summary.trim() !== '') {
    run.emit({ type: 'summary', step: ref, markdown: run.masker.mask(commands.summary) });
  }
}

function exitMessage(exit: SandboxExit): { message?: string } {
  if (exit.reason === 'OOMKilled')
    return { message: 'The step needed more memory than it may use.' };
  if (exit.reason === 'ShimLost') return { message: 'The step was killed from outside.' };
  return exit.code === 0 ? {} : { message: `Process completed with exit code ${exit.code}.` };
}
