import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlatformMetrics } from '../observability/platform-metrics.ts';
import { startTestPostgres, type TestPostgres } from '../testing/postgres.ts';
import { createEvents } from './events.ts';
import { createTimelines, type NewTimeline, type Timelines } from './timelines.ts';

let postgres: TestPostgres;
let timelines: Timelines;
const metrics = createPlatformMetrics();
beforeAll(async () => {
  postgres = await startTestPostgres();
  timelines = createTimelines(postgres.db, createEvents(postgres.db), metrics);
});
afterAll(() => postgres[Symbol.asyncDispose]());

function timeline(id: string, change: Partial<NewTimeline> = {}): NewTimeline {
  return {
    id,
    kind: 'delivery',
    projectId: `p-${id}`,
    project: 'shop',
    team: 'web',
    title: 'Push',
    steps: ['push', 'image', 'pods'].map((key) => ({ key, title: key })),
    ...change,
  };
}

async function states(id: string): Promise<Record<string, string>> {
  const found = await timelines.get(id);
  return Object.fromEntries((found?.steps ?? []).map(({ key, state }) => [key, state]));
}

async function eventsOf(id: string): Promise<string[]> {
  const rows = await postgres.db
    .selectFrom('events')
    .select('type')
    .where('timeline_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ type }) => type);
}

describe('begin', () => {
  it('shows the steps in their order, queued', async () => {
    expect(await timelines.begin(timeline('a'))).toBe(true);
    expect(await timelines.get('a')).toMatchObject({
      state: 'running',
      finishedAt: null,
      durationMs: null,
      steps: [
        { key: 'push', state: 'queued', startedAt: null },
        { key: 'image', state: 'queued' },
        { key: 'pods', state: 'queued' },
      ],
    });
  });

  it('changes and announces nothing the second time', async () => {
    await timelines.begin(timeline('twice'));
    await timelines.changeStep('twice', 'push', { state: 'succeeded' });
    expect(await timelines.begin(timeline('twice', { title: 'Other' }))).toBe(false);
    expect(await timelines.get('twice')).toMatchObject({ title: 'Push' });
    expect(await states('twice')).toMatchObject({ push: 'succeeded' });
    expect(await eventsOf('twice')).toEqual(['timeline', 'step']);
  });

  it('begins once when asked many times at once', async () => {
    const begun = await Promise.all(
      Array.from({ length: 8 }, () => timelines.begin(timeline('together'))),
    );
    expect(begun.filter(Boolean)).toHaveLength(1);
  });

  it('begins nothing when its claim says no, and takes the claim back when it fails', async () => {
    expect(await timelines.begin(timeline('refused'), async () => false)).toBe(false);
    expect(await timelines.get('refused')).toBeUndefined();
    const failing = timelines.begin(timeline('failing'), async (transaction) => {
      await transaction
        .insertInto('settings')
        .values({ key: 'claim', value: JSON.stringify({}) })
        .execute();
      throw new Error('the claim failed');
    });
    await expect(failing).rejects.toThrow('the claim failed');
    expect(await timelines.get('failing')).toBeUndefined();
    expect(await postgres.db.selectFrom('settings').selectAll().execute()).toEqual([]);
  });
});

describe('insertSteps', () => {
  it('puts jobs behind a step, and leaves those that are there', async () => {
    await timelines.begin(timeline('jobs'));
    const jobs = ['one', 'two'].map((job) => ({ key: `pipeline/${job}`, title: job }));
    await timelines.insertSteps('jobs', 'push', jobs);
    await timelines.changeStep('jobs', 'pipeline/one', { state: 'running' });
    await timelines.insertSteps('jobs', 'push', jobs);
    expect(Object.entries(await states('jobs'))).toEqual([
      ['push', 'queued'],
      ['pipeline/one', 'running'],
      ['pipeline/two', 'queued'],
      ['image', 'queued'],
      ['pods', 'queued'],
    ]);
  });

  it('puts them first when the step they follow is not there', async () => {
    await timelines.begin(timeline('first'));
    await timelines.insertSteps('first', '', [{ key: 'job', title: 'Job' }]);
    expect(Object.keys(await states('first'))[0]).toBe('job');
  });
});

describe('changeStep', () => {
  it('times a step from running to its end, and forgets the failure of the time before', async () => {
    await timelines.begin(timeline('timed'));
    const failure = { code: 'internal', message: 'no', remedy: 'retry', detail: null };
    await timelines.changeStep('timed', 'push', { state: 'running' });
    await timelines.changeStep('timed', 'push', { state: 'failed', failure });
    expect((await timelines.get('timed'))?.steps[0]).toMatchObject({ state: 'failed', failure });
    await timelines.changeStep('timed', 'push', { state: 'running' });
    await timelines.changeStep('timed', 'push', { state: 'succeeded', message: 'abc' });
    const step = (await timelines.get('timed'))?.steps[0];
    expect(step).toMatchObject({ state: 'succeeded', failure: null, message: 'abc' });
    expect(step?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('says nothing of a step that is not there', async () => {
    await timelines.begin(timeline('unknown'));
    await timelines.changeStep('unknown', 'nothing', { state: 'running' });
    await timelines.changeStep('no-timeline', 'push', { state: 'running' });
    expect(await eventsOf('unknown')).toEqual(['timeline']);
    expect(await timelines.stepState('unknown', 'nothing')).toBeUndefined();
  });
});

describe('finish and reopen', () => {
  it('skips what did not run, keeps the URL and counts the operation', async () => {
    await timelines.begin(timeline('ends'));
    await timelines.changeStep('ends', 'push', { state: 'succeeded' });
    await timelines.changeStep('ends', 'image', { state: 'running' });
    await timelines.finish('ends', 'live', 'http://shop-dev.localhost');
    expect(await timelines.get('ends')).toMatchObject({
      state: 'live',
      url: 'http://shop-dev.localhost',
      durationMs: expect.any(Number),
    });
    expect(await states('ends')).toEqual({ push: 'succeeded', image: 'skipped', pods: 'skipped' });
    expect(await metrics.registry.metrics()).toContain(
      'fairway_project_operations_total{kind="delivery",state="live"} 1',
    );
  });

  it('queues what did not succeed, once for several retries at once', async () => {
    await timelines.begin(timeline('again'));
    await timelines.changeStep('again', 'push', { state: 'succeeded' });
    await timelines.changeStep('again', 'image', { state: 'failed' });
    await timelines.finish('again', 'failed');
    const reopened = await Promise.all([1, 2, 3].map(() => timelines.reopen('again')));
    expect(reopened.filter(Boolean)).toHaveLength(1);
    expect(await timelines.get('again')).toMatchObject({ state: 'running', finishedAt: null });
    expect(await states('again')).toEqual({ push: 'succeeded', image: 'queued', pods: 'queued' });
  });

  it('reopens neither what runs, nor what succeeded, nor what is not there', async () => {
    await timelines.begin(timeline('runs'));
    expect(await timelines.reopen('runs')).toBe(false);
    expect(await timelines.reopen('ends')).toBe(false);
    expect(await timelines.reopen('missing')).toBe(false);
    expect(await states('ends')).toMatchObject({ image: 'skipped' });
  });

  it('learns what is usual from timelines that ended well', async () => {
    await timelines.begin(timeline('usual'));
    expect((await timelines.get('usual'))?.usualMs).toEqual(expect.any(Number));
    expect((await timelines.get('usual'))?.steps[0]?.usualMs).toEqual(expect.any(Number));
    expect((await timelines.get('usual'))?.steps[1]?.usualMs).toBeNull();
  });
});

describe('list and running', () => {
  it('narrows before it limits', async () => {
    await timelines.begin(timeline('mine', { team: 'ops', projectId: 'p1' }));
    for (let index = 0; index < 5; index += 1) await timelines.begin(timeline(`noise-${index}`));
    const list = async (filter: Parameters<Timelines['list']>[0]) =>
      (await timelines.list(filter)).map(({ id }) => id);
    expect(await list({ teams: ['ops'], limit: 2 })).toEqual(['mine']);
    expect(await list({ teams: [], limit: 2 })).toEqual([]);
    expect(await list({ projectId: 'p1', limit: 2 })).toEqual(['mine']);
    expect(await list({ limit: 2 })).toEqual(['noise-4', 'noise-3']);
  });

  it('tells what has not ended', async () => {
    const running = (await timelines.running()).map(({ id }) => id);
    expect(running).toContain('mine');
    expect(running).not.toContain('ends');
  });
});
