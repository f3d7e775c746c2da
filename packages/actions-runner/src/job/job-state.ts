import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import type { ExpressionScope } from '../expressions/evaluate.ts';
import { hashFilesFunction, statusFunctions, type RunStatus } from '../expressions/functions.ts';
import { coerceToString } from '../expressions/data.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { githubEnv } from '../run/contexts.ts';
import type { StepResult } from '../run/result.ts';
import { hashFiles } from '../step/hash-files.ts';
import { JOB_TARGETS, type JobFolders } from './job-folders.ts';
import type { JobInstance, RunContext } from './job-instance.ts';

/** What changes while a job's steps run. */
export interface JobState {
  status: RunStatus;
  /** `env:` of workflow and job, then what steps wrote to GITHUB_ENV. */
  env: Readonly<Record<string, string>>;
  /** What steps wrote to GITHUB_PATH, latest first. */
  paths: readonly string[];
  readonly steps: StepResult[];
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The contexts of a running job's expressions. */
export function jobScope(
  run: RunContext,
  instance: JobInstance,
  folders: JobFolders,
  state: JobState,
  extra: { readonly env?: Readonly<Record<string, string>> } = {},
): ExpressionScope {
  const github = run.contexts['github'];
  const contexts: JsonObject = {
    ...run.contexts,
    ...instance.contexts,
    github: {
      ...(isJsonObject(github) ? github : {}),
      job: instance.ref.jobId,
      workspace: folders.workspace.target,
      event_path: `${JOB_TARGETS.scripts}/event.json`,
    },
    env: { ...state.env, ...extra.env },
    job: { status: state.status },
    runner: runnerContext(),
    steps: stepsContext(state.steps),
  };
  return { contexts, functions: jobFunctions(folders, state) };
}

function jobFunctions(folders: JobFolders, state: JobState): readonly FunctionDefinition[] {
  return [
    ...statusFunctions(state.status),
    hashFilesFunction((patterns) => hashFiles(folders.workspace.host, patterns)),
  ];
}

function runnerContext(): JsonObject {
  return {
    name: 'fairway',
    os: 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    temp: JOB_TARGETS.temp,
    tool_cache: JOB_TARGETS.tools,
    environment: 'self-hosted',
    debug: '',
  };
}

function stepsContext(steps: readonly StepResult[]): JsonObject {
  return Object.fromEntries(
    steps.map((step) => [
      step.id,
      { outputs: step.outputs, outcome: step.outcome, conclusion: step.conclusion },
    ]),
  );
}

/** The whole environment of a step's process. */
export function stepEnv(
  run: RunContext,
  scope: ExpressionScope,
  state: JobState,
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const { github, runner } = scope.contexts;
  const base = run.options.env;
  const env: Record<string, string> = {
    HOME: JOB_TARGETS.home,
    LANG: 'C.UTF-8',
    USER: 'runner',
    ...base,
    ...state.env,
    ...own,
    ...githubEnv(isJsonObject(github) ? github : {}),
    ...runnerEnv(isJsonObject(runner) ? runner : {}),
  };
  env['PATH'] = [...state.paths, env['PATH'] ?? DEFAULT_PATH].join(':');
  return env;
}

function runnerEnv(runner: JsonObject): Record<string, string> {
  const { debug: _, ...variables } = runner;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      `RUNNER_${name.toUpperCase()}`,
      coerceToString(value),
    ]),
  );
}
