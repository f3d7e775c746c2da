import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import type { Workflows } from '../durable/workflows.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { createPlatformMetrics } from '../observability/platform-metrics.ts';
import { createPipelines, type Pipelines } from '../pipelines/pipelines.ts';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { insertProject } from '../testing/rows.ts';
import { createEvents } from '../timeline/events.ts';
import type { TimelineKind, TimelineState } from '../timeline/schema.ts';
import { createTimelines } from '../timeline/timelines.ts';
import type { ProjectServices } from './context.ts';
import { createProjectRuns, type ProjectRuns } from './project-runs.ts';
import { handlePush, type RefMove } from './pushes.ts';

let postgres: TestPostgres;
let services: ProjectServices;
let pipelines: Pipelines;
let runs: ProjectRuns;
let started: string[];
beforeAll(async () => {
  postgres = await startTestPostgres();
  const { db } = postgres;
  const timelines = createTimelines(db, createEvents(db), createPlatformMetrics());
  const gitHost = { subject: async () => 'Add a page' } as Partial<GitHostPort> as GitHostPort;
  const ci: ProjectServices['ci'] = {
    plan: async () => {
      throw new FairwayError('pipeline-failed', { message: 'no workflow', remedy: 'add one' });
    },
    run: async () => ({ conclusion: 'failure', release: undefined, failure: undefined }),
    cleanUp: async () => undefined,
    forget: async () => undefined,
  };
  const logs = {
    append: () => undefined,
    flushed: async () => undefined,
    reset: async () => undefined,
    read: async function* () {},
    remove: async () => undefined,
  };
  // No run is taken up: what is looked at here is which runs and workflows there are.
  pipelines = createPipelines({
    db,
    ci,
    gitHost,
    timelines,
    logs,
    concurrency: 0,
    onError: (error) => {
      throw error;
    },
  });
  const needed: Partial<ProjectServices> = { db, gitHost, ci, pipelines, timelines };
  services = needed as ProjectServices;
  runs = createProjectRuns(services, workflows);
});
beforeEach(() => {
  started = [];
});
afterAll(() => postgres[Symbol.asyncDispose]());

/** Notes which workflows are started. */
const workflows: Workflows = {
  provision: async (id, { attempt }) => void started.push(`provision ${id} ${attempt}`),
  deliver: async (id, { attempt }) => void started.push(`deliver ${id} ${attempt}`),
  remove: async (id, { attempt }, archive) =>
    void started.push(`remove ${id} ${attempt}${archive ? ' archive' : ''}`),
  close: async () => undefined,
};

let made = 0;
async function project(state: 'provisioning' | 'live' | 'failed' | 'deleting'): Promise<string> {
  made += 1;
  return insertProject(postgres.db, { team: 'web', name: `shop-${made}`, state });
}

async function timeline(
  projectId: string,
  kind: TimelineKind,
  state: TimelineState,
  title = 'Title',
): Promise<string> {
  const id = `${kind}-${projectId}`;
  await services.timelines.begin({
    id,
    kind,
    projectId,
    project: 'shop',
    team: 'web',
    title,
    steps: [{ key: 'one', title: 'One' }],
  });
  if (state !== 'running') await services.timelines.finish(id, state);
  return id;
}

const stateOf = async (id: string): Promise<string | undefined> =>
  (await postgres.db.selectFrom('projects').select('state').where('id', '=', id).executeTakeFirst())
    ?.state;

describe('retry', () => {
  it('creates a failed project again, each time as another attempt', async () => {
    const id = await project('failed');
    const failed = await timeline(id, 'provision', 'failed');
    await runs.retry(failed);
    expect(await stateOf(id)).toBe('provisioning');
    await services.timelines.finish(failed, 'failed');
    await postgres.db
      .updateTable('projects')
      .set({ state: 'failed' })
      .where('id', '=', id)
      .execute();
    await runs.retry(failed);
    expect(started).toEqual([`provision ${id} 1`, `provision ${id} 2`]);
  });

  it('goes on once when asked several times at once', async () => {
    const id = await project('failed');
    const failed = await timeline(id, 'provision', 'failed');
    const results = await Promise.allSettled([1, 2, 3].map(() => runs.retry(failed)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(started).toEqual([`provision ${id} 1`]);
  });

  it('queues the failed run of a delivery again', async () => {
    const id = await project('live');
    const failed = await timeline(id, 'delivery', 'failed');
    const push = { projectId: id, ref: 'refs/heads/main', before: null, commit: 'c', pusher: 'p' };
    const run = await pipelines.enqueue({ ...push, timelineId: failed });
    await postgres.db
      .updateTable('pipeline_runs')
      .set({ status: 'completed', conclusion: 'failure' })
      .where('id', '=', run?.id ?? '')
      .execute();
    await runs.retry(failed);
    expect(await pipelines.get(run?.id ?? '')).toMatchObject({
      status: 'queued',
      conclusion: null,
    });
    expect(started).toEqual([`deliver ${run?.id} 1`]);
  });

  it('goes on with a deletion, and remembers that it archives', async () => {
    const id = await project('deleting');
    await runs.retry(await timeline(id, 'deletion', 'failed', 'Archive shop'));
    expect(started).toEqual([`remove ${id} 1 archive`]);
    expect(await stateOf(id)).toBe('deleting');
  });

  it.each<[TimelineKind, TimelineState, 'live' | 'failed' | 'deleting']>([
    ['provision', 'running', 'failed'],
    ['provision', 'live', 'live'],
    ['provision', 'failed', 'live'],
    ['provision', 'failed', 'deleting'],
    ['delivery', 'failed', 'deleting'],
    ['delivery', 'failed', 'live'],
    ['deletion', 'done', 'deleting'],
  ])('refuses a %s that is %s of a project that is %s', async (kind, state, projectState) => {
    const id = await project(projectState);
    const refused = await timeline(id, kind, state);
    await expect(runs.retry(refused)).rejects.toMatchObject({ code: 'conflict' });
    expect(started).toEqual([]);
    expect(await stateOf(id)).toBe(projectState);
    expect((await services.timelines.get(refused))?.state).toBe(state);
  });

  it('refuses a timeline that is not there', async () => {
    await expect(runs.retry('missing')).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('resume', () => {
  it('starts what was written down and has not ended, at its attempt', async () => {
    await postgres.db.updateTable('timelines').set({ state: 'done' }).execute();
    const [creating, deleting, ended] = [
      await project('failed'),
      await project('deleting'),
      await project('live'),
    ];
    const retried = await timeline(creating, 'provision', 'failed');
    await runs.retry(retried);
    await timeline(deleting, 'deletion', 'running', 'Delete shop');
    await timeline(ended, 'provision', 'live');
    // Its push was not taken in: the git host tells it again.
    await timeline(await project('live'), 'delivery', 'running');
    started = [];
    await runs.resume();
    expect(started.sort()).toEqual([`provision ${creating} 1`, `remove ${deleting} 0`]);
  });
});

describe('handlePush', () => {
  const zero = 'a'.repeat(40);
  const next = 'b'.repeat(40);
  async function named(id: string): Promise<string> {
    const row = await postgres.db
      .selectFrom('projects')
      .select('name')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return row.name;
  }
  async function tell(id: string, move: Partial<RefMove>, times = 2): Promise<void> {
    const repository = `web/${await named(id)}`;
    const whole = { repository, ref: 'refs/heads/main', before: null, after: zero, pusher: 'ann' };
    // Told at least once means: told again.
    for (let time = 0; time < times; time += 1) {
      await handlePush(services, workflows, { ...whole, ...move });
    }
  }

  it('queues the first push for the creation, and begins no delivery', async () => {
    const id = await project('provisioning');
    await tell(id, {});
    expect(await pipelines.list(id)).toMatchObject([
      { commit: zero, timeline_id: `provision-${id}`, pusher: 'ann@example.com' },
    ]);
    expect(started).toEqual([]);
  });

  it('begins one delivery for every other push', async () => {
    const id = await project('live');
    await tell(id, {}, 1);
    await tell(id, { before: zero, after: next, pusher: undefined });
    const [run] = await pipelines.list(id);
    expect(run).toMatchObject({ number: 2, commit: next, pusher: 'ann@example.com' });
    expect(await services.timelines.get(`deliver-${id}-${next}`)).toMatchObject({
      title: 'Add a page',
      state: 'running',
    });
    expect(new Set(started)).toEqual(new Set([`deliver ${run?.id} 0`]));
  });

  it('delivers a branch that was deleted and pushed anew', async () => {
    const id = await project('live');
    await tell(id, {}, 1);
    await tell(id, { before: zero, after: null }, 1);
    await tell(id, { after: next });
    expect((await pipelines.list(id)).map(({ timeline_id }) => timeline_id)).toEqual([
      `deliver-${id}-${next}`,
      `provision-${id}`,
    ]);
  });

  it.each<[string, 'live' | 'deleting', Partial<RefMove>]>([
    ['another branch', 'live', { ref: 'refs/heads/feature' }],
    ['a tag', 'live', { ref: 'refs/tags/main' }],
    ['a branch that goes', 'live', { after: null }],
    ['a project that is being deleted', 'deleting', {}],
    ['a project that is not there', 'live', { repository: 'web/none' }],
    ['a project under another team', 'live', { repository: 'ops/shop-1' }],
  ])('does nothing for %s', async (_case, state, move) => {
    const id = await project(state);
    await tell(id, move);
    expect(await pipelines.list(id)).toEqual([]);
    expect(started).toEqual([]);
  });
});
