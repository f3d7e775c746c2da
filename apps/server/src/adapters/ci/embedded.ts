import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createBuiltinActions,
  parseWorkflow,
  planJobs,
  type RunResult,
  runWorkflow,
  type Workflow,
  WorkflowError,
} from '@fairway/actions-runner';
import type { GitHost } from '@fairway/git-host';
import type { SandboxRuntime } from '@fairway/sandbox';
import { FairwayError } from '../../errors/fairway-error.ts';
import type { GitHostPort } from '../git-host/port.ts';
import type { ImageBuilderPort } from '../image-builder/port.ts';
import type { RegistryPort } from '../registry/port.ts';
import type { PackageCaches } from './package-caches.ts';
import type { CiPort, PipelineRequest, PipelineResult } from './port.ts';
import { parseReleaseRecord } from './release-record.ts';
import { createRunJobs } from './run-jobs.ts';

/** What the built-in runner works with. */
export interface EmbeddedCiOptions {
  /** Folder of the runs: workspaces, artifacts. */
  folder: string;
  caches: PackageCaches;
  sandbox: SandboxRuntime;
  gitHost: GitHostPort;
  /** The same host, for checkouts. */
  repositories: GitHost;
  images: ImageBuilderPort;
  registry: RegistryPort;
  maxParallelJobs: number;
  timeoutMinutes: number;
  /** Ends sandboxed processes that an earlier server started below a folder. */
  stopLeftovers(folder: string): Promise<void>;
}

const workflowFile = '.github/workflows/ci.yml';
const jobMemoryBytes = 2 * 1024 ** 3;

/** The CI port on the built-in runner of GitHub Actions workflow files. */
export function embeddedCi(options: EmbeddedCiOptions): CiPort {
  return {
    async plan(repository, commit) {
      const workflow = await readWorkflow(options, repository, commit);
      const plan = planJobs(workflow, pushEvent({ ref: 'refs/heads/main', commit, pusher: '' }));
      if (!plan.triggered) return [];
      return plan.jobs.map(({ id, name, needs }) => ({ id, name, needs: [...needs] }));
    },
    run: (request, onEvent, signal) => run(options, request, onEvent, signal),
    async cleanUp() {
      await options.stopLeftovers(options.folder);
    },
    async forget(project) {
      await rm(join(options.folder, 'workspaces', project), { recursive: true, force: true });
    },
  };
}

async function run(
  options: EmbeddedCiOptions,
  request: PipelineRequest,
  onEvent: Parameters<CiPort['run']>[1],
  signal: AbortSignal,
): Promise<PipelineResult> {
  const workflow = await readWorkflow(options, request.repository, request.commit);
  const event = pushEvent(request);
  if (!planJobs(workflow, event).triggered) throw notTriggered(request);
  const caches = await options.caches.forTeam(request.team);
  const root = join(
    options.folder,
    'workspaces',
    request.project,
    `${request.number}-${request.attempt}`,
  );
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true, mode: 0o700 });
  const jobs = createRunJobs([]);
  // Stands for the run at the registry, as GitHub's own token does there; void with the run.
  const token = randomBytes(24).toString('hex');
  try {
    const result = await runWorkflow({
      workflow,
      event,
      repository: { owner: request.team, name: request.project, fullName: request.repository },
      runId: request.runId,
      runNumber: request.number,
      runAttempt: request.attempt,
      workspaceRoot: root,
      sandbox: options.sandbox,
      actions: actionsFor(options, request, onEvent, token),
      secrets: { GITHUB_TOKEN: token },
      vars: { FAIRWAY_REGISTRY: options.registry.host },
      env: caches.env,
      mounts: caches.mounts,
      limits: { memoryBytes: jobMemoryBytes, openFiles: 8_192 },
      serverUrl: 'http://fairway.internal',
      maxParallelJobs: options.maxParallelJobs,
      defaultTimeoutMinutes: options.timeoutMinutes,
      signal,
      onEvent(told) {
        if (told.type === 'log') {
          onEvent({ type: 'log', job: told.step.jobKey, line: told.line });
        } else if (jobs.take(told)) {
          onEvent({ type: 'jobs', jobs: jobs.jobs() });
        }
      },
    });
    return await resultOf(result, request);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function readWorkflow(
  { gitHost }: EmbeddedCiOptions,
  repository: string,
  commit: string,
): Promise<Workflow> {
  const bytes = await gitHost.readFile(repository, commit, workflowFile);
  if (bytes === undefined) {
    throw new FairwayError('pipeline-failed', {
      message: `The repository has no ${workflowFile}.`,
      remedy: 'Add the workflow file, commit and push.',
    });
  }
  try {
    return parseWorkflow(Buffer.from(bytes).toString('utf8'), workflowFile);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    throw new FairwayError('pipeline-failed', {
      message: `The workflow file is not valid: ${error.message}`,
      remedy: 'Correct the line named, commit and push.',
      cause: error,
    });
  }
}

function pushEvent(push: { ref: string; commit: string; before?: string | null; pusher: string }) {
  return {
    name: 'push',
    ref: push.ref,
    sha: push.commit,
    ...(push.before ? { before: push.before } : {}),
    actor: push.pusher,
    payload: {},
  } as const;
}

function actionsFor(
  options: EmbeddedCiOptions,
  request: PipelineRequest,
  onEvent: Parameters<CiPort['run']>[1],
  token: string,
) {
  return createBuiltinActions({
    async checkout({ repository, ref, sha, into }) {
      if (repository !== request.repository) {
        throw new FairwayError('pipeline-failed', {
          message: `A job may check out its own repository only, not ${repository}.`,
          remedy: 'Leave out "repository" in the checkout step.',
        });
      }
      const commit = await options.repositories.resolveRevision(repository, sha ?? ref);
      await options.repositories.exportTree(repository, commit, into);
      return { sha: commit };
    },
    async buildAndPush(build) {
      onEvent({ type: 'image', state: 'running', message: '' });
      try {
        refuseForeignTags(build.tags, `${options.registry.host}/${request.repository}`);
        const built = await options.images.build({
          ...build,
          team: request.team,
          tags: build.push ? build.tags : [],
        });
        onEvent({ type: 'image', state: 'succeeded', message: built.digest.slice(0, 19) });
        return { ...built, metadata: { 'containerimage.digest': built.digest } };
      } catch (error) {
        onEvent({ type: 'image', state: 'failed', message: messageOf(error) });
        throw error;
      }
    },
    async login({ registry, password }) {
      if (registry === options.registry.host && password === token) return;
      throw new FairwayError('pipeline-failed', {
        message: `A pipeline signs in to ${options.registry.host} with its own token only.`,
        remedy: 'Let docker/login-action use vars.FAIRWAY_REGISTRY and secrets.GITHUB_TOKEN.',
      });
    },
  });
}

function refuseForeignTags(tags: readonly string[], repository: string): void {
  const foreign = tags.find((tag) => tag !== repository && !tag.startsWith(`${repository}:`));
  if (foreign === undefined) return;
  throw new FairwayError('pipeline-failed', {
    message: `A pipeline may push to ${repository} only, not to ${foreign}.`,
    remedy: 'Name the image after the repository in the "tags" of the build step.',
  });
}

async function resultOf(result: RunResult, request: PipelineRequest): Promise<PipelineResult> {
  if (result.conclusion !== 'success') {
    const job = result.jobs.find(({ conclusion }) => conclusion === 'failure');
    const step = job?.steps.find(({ conclusion }) => conclusion === 'failure');
    const annotation = job?.annotations.find(({ level }) => level === 'error');
    return {
      conclusion: result.conclusion,
      release: undefined,
      failure: {
        message: `The step "${step?.name ?? job?.name ?? 'unknown'}" of job "${job?.name ?? ''}" failed.`,
        annotation: annotation && {
          level: annotation.level,
          message: annotation.message,
          file: annotation.file ?? null,
          line: annotation.line ?? null,
        },
      },
    };
  }
  const artifact = result.artifacts.find(({ name }) => name === 'fairway-release');
  const text =
    artifact === undefined
      ? undefined
      : await readFile(join(artifact.folder, 'release.json'), 'utf8').catch(() => undefined);
  const release = text === undefined ? undefined : parseReleaseRecord(text, request);
  return { conclusion: 'success', release, failure: undefined };
}

function notTriggered({ ref }: PipelineRequest): FairwayError {
  return new FairwayError('pipeline-failed', {
    message: `${workflowFile} does not run on a push to ${ref.replace('refs/heads/', '')}.`,
    remedy: 'Add the branch under "on: push: branches:", commit and push.',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
