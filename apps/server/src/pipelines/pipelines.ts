import { EventEmitter, once } from 'node:events';
import { type ExecuteOptions, executeRun } from './execute-run.ts';
import { claimRun, insertRun, type PipelineRunRow, type Push } from './run-store.ts';

/** The pipeline runs of all projects. */
export interface Pipelines {
  /** Queues a run; the same push again gives the run that is there. */
  enqueue(push: Push): Promise<PipelineRunRow>;
  /** Queues a finished run again, on the same commit. */
  rerun(runId: string): Promise<void>;
  /** Takes up what an earlier server left queued or running, then runs until closed. */
  start(): Promise<void>;
  get(runId: string): Promise<PipelineRunRow | undefined>;
  list(projectId: string): Promise<PipelineRunRow[]>;
  /** Resolves when the run is completed. */
  completed(runId: string, signal: AbortSignal): Promise<PipelineRunRow>;
  close(): Promise<void>;
}

/** What the pipelines work with. */
export interface PipelinesOptions extends ExecuteOptions {
  /** How many runs go on at once. */
  concurrency: number;
}

/** Pipeline runs on table `pipeline_runs`; a run that a crash cut short is run again. */
export function createPipelines(options: PipelinesOptions): Pipelines {
  const { db } = options;
  const changed = new EventEmitter().setMaxListeners(0);
  const active = new Map<string, { done: Promise<void>; abort: AbortController }>();
  let closing = false;

  const get = (runId: string): Promise<PipelineRunRow | undefined> =>
    db.selectFrom('pipeline_runs').selectAll().where('id', '=', runId).executeTakeFirst();

  const pump = async (): Promise<void> => {
    if (closing || active.size >= options.concurrency) return;
    const next = await claimRun(db);
    if (next === undefined || closing) return;
    const abort = new AbortController();
    const done = executeRun(options, next, abort.signal)
      .catch(options.onError)
      .finally(() => {
        active.delete(next.id);
        changed.emit('change');
        pump().catch(options.onError);
      });
    active.set(next.id, { done, abort });
    await pump();
  };

  return {
    get,
    async enqueue(push) {
      const row = await insertRun(db, push);
      pump().catch(options.onError);
      return row;
    },
    async rerun(runId) {
      await db
        .updateTable('pipeline_runs')
        .set({ status: 'queued', conclusion: null, failure: null, finished_at: null })
        .where('id', '=', runId)
        .where('status', '=', 'completed')
        .execute();
      pump().catch(options.onError);
    },
    async start() {
      await options.ci.cleanUp();
      await db
        .updateTable('pipeline_runs')
        .set({ status: 'queued' })
        .where('status', '=', 'in_progress')
        .execute();
      await pump();
    },
    list: (projectId) =>
      db
        .selectFrom('pipeline_runs')
        .selectAll()
        .where('project_id', '=', projectId)
        .orderBy('number', 'desc')
        .limit(50)
        .execute(),
    async completed(runId, signal) {
      for (;;) {
        signal.throwIfAborted();
        const row = await get(runId);
        if (row === undefined) throw new Error(`pipeline run ${runId} is gone`);
        if (row.status === 'completed') return row;
        const wake = AbortSignal.any([signal, AbortSignal.timeout(2_000)]);
        await once(changed, 'change', { signal: wake }).catch(() => undefined);
      }
    },
    async close() {
      closing = true;
      for (const { abort } of active.values()) abort.abort(new Error('the server stops'));
      await Promise.all([...active.values()].map(({ done }) => done));
    },
  };
}
