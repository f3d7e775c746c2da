import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CiPort,
  PipelineEvent,
  PipelineRequest,
  PipelineResult,
} from '../adapters/ci/port.ts';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import { createPlatformMetrics } from '../observability/platform-metrics.ts';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { insertProject } from '../testing/rows.ts';
import { createEvents } from '../timeline/events.ts';
import { createTimelines, type Timelines } from '../timeline/timelines.ts';
import { createJobLogs, type JobLogs } from './job-logs.ts';
import { createPipelines, type Pipelines } from './pipelines.ts';
import { claimRun } from './run-store.ts';
import type { PipelineJob } from './schema.ts';

let postgres: TestPostgres;
let folder: string;
let timelines: Timelines;
let logs: JobLogs;
beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(join(tmpdir(), 'fairway-runs-'));
  timelines = createTimelines(postgres.db, createEvents(postgres.db), createPlatformMetrics());
  logs = createJobLogs(folder);
});
afterAll(async () => {
  await postgres[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const success: PipelineResult = {
  conclusion: 'success',
  release: {
    image: 'fairway.internal/web/shop',
    digest: `sha256:${'a'.repeat(64)}`,
    chartCommit: 'c',
  },
  failure: undefined,
};

type Run = CiPort['run'];

/** A CI system that runs what the test says. */
function fakeCi(run: Run): CiPort {
  return {
    plan: async () => [],
    run,
    cleanUp: async () => undefined,
    forget: async () => undefined,
  };
}

function open(run: Run, options: { concurrency?: number } = {}) {
  const errors: unknown[] = [];
  const pipelines = createPipelines({
    db: postgres.db,
    ci: fakeCi(run),
    gitHost: { subject: async () => 'Add a page' } as Partial<GitHostPort> as GitHostPort,
    timelines,
    logs,
    concurrency: options.concurrency ?? 2,
    onError: (error) => void errors.push(error),
  });
  return {
    pipelines,
    errors,
    async [Symbol.asyncDispose]() {
      await pipelines.close();
      await postgres.db.deleteFrom('pipeline_runs').execute();
    },
  };
}

let projects = 0;
async function project(state: 'live' | 'deleting' = 'live'): Promise<string> {
  projects += 1;
  return insertProject(postgres.db, { team: 'web', name: `shop-${projects}`, state });
}

function push(projectId: string, commit = 'c1') {
  return {
    projectId,
    ref: 'refs/heads/main',
    before: null,
    commit,
    pusher: 'ann@example.com',
    timelineId: `t-${projectId}-${commit}`,
  };
}

const soon = (): AbortSignal => AbortSignal.timeout(10_000);

async function queue(pipelines: Pipelines, projectId: string, commit?: string): Promise<string> {
  const row = await pipelines.enqueue(push(projectId, commit));
  if (row === undefined) throw new Error('the push was not taken');
  return row.id;
}

describe('enqueue', () => {
  it('makes one run of the same push, asked for many times at once', async () => {
    await using opened = open(async () => success);
    const id = await project();
    const rows = await Promise.all(
      Array.from({ length: 6 }, () => opened.pipelines.enqueue(push(id))),
    );
    expect(new Set(rows.map((row) => row?.id)).size).toBe(1);
    expect(await opened.pipelines.list(id)).toHaveLength(1);
  });

  it('numbers the runs of a project without a gap', async () => {
    await using opened = open(async () => success);
    const id = await project();
    await Promise.all(['a', 'b', 'c', 'd'].map((commit) => queue(opened.pipelines, id, commit)));
    const runs = await opened.pipelines.list(id);
    expect(runs.map(({ number }) => number)).toEqual([4, 3, 2, 1]);
    expect(await opened.pipelines.ofTimeline(`t-${id}-b`)).toMatchObject({ commit: 'b' });
    expect(await opened.pipelines.ofTimeline('none')).toBeUndefined();
  });

  it('takes no push of a project that is gone or being deleted', async () => {
    await using opened = open(async () => success);
    expect(await opened.pipelines.enqueue(push('gone'))).toBeUndefined();
    expect(await opened.pipelines.enqueue(push(await project('deleting')))).toBeUndefined();
  });
});

describe('claimRun', () => {
  it('gives each of several claims another run, the oldest first', async () => {
    await using opened = open(async () => success, { concurrency: 0 });
    const id = await project();
    for (const commit of ['a', 'b', 'c']) await queue(opened.pipelines, id, commit);
    const claimed = await Promise.all(Array.from({ length: 5 }, () => claimRun(postgres.db)));
    const commits = claimed.flatMap((row) => (row === undefined ? [] : [row.commit]));
    expect(commits.sort()).toEqual(['a', 'b', 'c']);
    expect(claimed.find((row) => row !== undefined)).toMatchObject({
      status: 'in_progress',
      attempt: 1,
    });
  });
});

describe('running', () => {
  it('records the release, the jobs and the steps of a run that passes', async () => {
    const job = (change: Partial<PipelineJob>): PipelineJob => ({
      id: 'test',
      name: 'Test',
      status: 'in_progress',
      conclusion: null,
      startedAt: null,
      finishedAt: null,
      steps: [],
      annotations: [],
      ...change,
    });
    await using opened = open(async (_request, onEvent) => {
      const events: PipelineEvent[] = [
        { type: 'jobs', jobs: [job({})] },
        { type: 'log', job: 'test', line: 'hello' },
        { type: 'image', state: 'succeeded', message: 'sha256:aaaa' },
        { type: 'jobs', jobs: [job({ status: 'completed', conclusion: 'success' })] },
      ];
      events.forEach(onEvent);
      return success;
    });
    const id = await project();
    await timelines.begin({
      id: `t-${id}-c1`,
      kind: 'delivery',
      projectId: id,
      project: 'shop',
      team: 'web',
      title: 'Push',
      steps: ['pipeline/test', 'image'].map((key) => ({ key, title: key })),
    });
    const runId = await queue(opened.pipelines, id);
    const run = await opened.pipelines.completed(runId, soon());
    expect(run).toMatchObject({
      conclusion: 'success',
      attempt: 1,
      jobs: [{ id: 'test', status: 'completed', conclusion: 'success' }],
    });
    const release = await postgres.db
      .selectFrom('releases')
      .selectAll()
      .where('run_id', '=', runId)
      .executeTakeFirst();
    expect(release).toMatchObject({ id: `r-${runId}`, message: 'Add a page', commit: 'c1' });
    const timeline = await timelines.get(`t-${id}-c1`);
    expect(timeline?.steps.map(({ key, state }) => [key, state])).toEqual([
      ['pipeline/test', 'succeeded'],
      ['image', 'succeeded'],
    ]);
    expect(opened.errors).toEqual([]);
  });

  it.each<[string, Run, RegExp]>([
    [
      'a failed job',
      async () => ({
        conclusion: 'failure',
        release: undefined,
        failure: {
          message: 'The step "npm test" failed.',
          annotation: { level: 'error', message: 'expected 1', file: 'src/a.ts', line: 3 },
        },
      }),
      /npm test.*src\/a\.ts:3/,
    ],
    [
      'no release record',
      async () => ({ ...success, release: undefined }),
      /published no release record/,
    ],
    [
      'an error of the runner',
      async () => {
        throw new Error('no disk space');
      },
      /no disk space/,
    ],
  ])('ends a run with its reason after %s', async (_case, run, message) => {
    await using opened = open(run);
    const runId = await queue(opened.pipelines, await project());
    expect(await opened.pipelines.completed(runId, soon())).toMatchObject({
      conclusion: 'failure',
      failure: { message: expect.stringMatching(message), remedy: expect.stringMatching(/\w/) },
    });
  });

  it('runs no more at once than it may', async () => {
    let now = 0;
    let most = 0;
    await using opened = open(
      async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 30));
        now -= 1;
        return success;
      },
      { concurrency: 2 },
    );
    const id = await project();
    const runs = await Promise.all(
      Array.from({ length: 8 }, (_, n) => queue(opened.pipelines, id, `c${n}`)),
    );
    await Promise.all(runs.map((run) => opened.pipelines.completed(run, soon())));
    expect(most).toBe(2);
  });

  it('runs again what is asked for, and nothing that is not finished', async () => {
    let attempts = 0;
    await using opened = open(async ({ attempt }: PipelineRequest) => {
      attempts = attempt;
      return attempt === 1 ? { ...success, conclusion: 'failure', release: undefined } : success;
    });
    const runId = await queue(opened.pipelines, await project());
    await opened.pipelines.completed(runId, soon());
    await opened.pipelines.rerun(runId);
    expect(await opened.pipelines.completed(runId, soon())).toMatchObject({
      conclusion: 'success',
      failure: null,
    });
    expect(attempts).toBe(2);
    await opened.pipelines.rerun('unknown');
  });
});

/** Runs until it is told to stop. */
const endless: Run = (_request, _onEvent, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });

async function untilRunning(pipelines: Pipelines, runId: string): Promise<void> {
  await expect.poll(async () => (await pipelines.get(runId))?.status).toBe('in_progress');
}

describe('stopping', () => {
  it('leaves a run that the stop of the server cut short to the next server', async () => {
    const id = await project();
    const first = open(endless);
    const runId = await queue(first.pipelines, id);
    await untilRunning(first.pipelines, runId);
    await first.pipelines.close();
    expect(await first.pipelines.get(runId)).toMatchObject({ status: 'in_progress' });
    await using second = open(async () => success);
    await second.pipelines.start();
    expect(await second.pipelines.completed(runId, soon())).toMatchObject({
      conclusion: 'success',
      attempt: 2,
    });
  });

  it('cancels what a deleted project has queued and running, and nothing of others', async () => {
    await using opened = open(endless, { concurrency: 2 });
    const [doomed, other] = [await project(), await project()];
    const running = await queue(opened.pipelines, doomed, 'a');
    const kept = await queue(opened.pipelines, other, 'b');
    const queued = await queue(opened.pipelines, doomed, 'c');
    await untilRunning(opened.pipelines, running);
    await postgres.db
      .updateTable('projects')
      .set({ state: 'deleting' })
      .where('id', '=', doomed)
      .execute();
    await opened.pipelines.cancel(doomed);
    const conclusions = await Promise.all(
      [running, queued].map(
        async (run) => (await opened.pipelines.completed(run, soon()))?.conclusion,
      ),
    );
    expect(conclusions).toEqual(['cancelled', 'cancelled']);
    await untilRunning(opened.pipelines, kept);
    expect(opened.errors).toEqual([]);
  });

  it('tells who waits that a run is gone, and gives up with the signal', async () => {
    await using opened = open(endless);
    expect(await opened.pipelines.completed('gone', soon())).toBeUndefined();
    const runId = await queue(opened.pipelines, await project());
    await expect(opened.pipelines.completed(runId, AbortSignal.timeout(100))).rejects.toMatchObject(
      { name: 'TimeoutError' },
    );
  });

  it('ends a run whose project vanished, instead of never', async () => {
    await using opened = open(async () => {
      throw new Error('never reached');
    });
    const id = await project();
    const row = await opened.pipelines.enqueue(push(id));
    await postgres.db.deleteFrom('projects').where('id', '=', id).execute();
    expect(await opened.pipelines.completed(row?.id ?? '', soon())).toBeUndefined();
  });
});
