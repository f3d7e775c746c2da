import { EventEmitter, once } from 'node:events';
import { failureOf } from '../durable/steps.ts';
import { type ExecuteOptions, executeRun } from './execute-run.ts';
import {
  cancelRuns,
  claimRun,
  completeRun,
  insertRun,
  type PipelineRunRow,
  type Push,
} from './run-store.ts';

/** The pipeline runs of all projects. */
export interface Pipelines {
  /**
   * Queues a run; the same push again gives the run that is there, and undefined says that the
   * project is gone or being deleted.
   */
  enqueue(push: Push): Promise<PipelineRunRow | undefined>;
  /** Queues a finished run again, on the same commit. */
  rerun(runId: string): Promise<void>;
  /** Takes up what an earlier server left queued or running, then runs until closed. */
  start(): Promise<void>;
  /** Looks for queued runs, also for those that an error left waiting. */
  wake(): Promise<void>;
  get(runId: string): Promise<PipelineRunRow | undefined>;
  /** The run that a timeline shows. */
  ofTimeline(timelineId: string): Promise<PipelineRunRow | undefined>;
  list(projectId: string): Promise<PipelineRunRow[]>;
  /** Resolves when the run is completed, with undefined when it is gone. */
  completed(runId: string, signal: AbortSignal): Promise<PipelineRunRow | undefined>;
  /** Ends the runs of a project that is being deleted; resolves when none is left. */
  cancel(projectId: string): Promise<void>;
  close(): Promise<void>;
}

/** What the pipelines work with. */
export interface PipelinesOptions extends ExecuteOptions {
  /** How many runs go on at once. */
  concurrency: number;
}

interface ActiveRun {
  projectId: string;
  done: Promise<void>;
  abort: AbortController;
}

/** Pipeline runs on table `pipeline_runs`; a run that a crash cut short is run again. */
export function createPipelines(options: PipelinesOptions): Pipelines {
  const { db } = options;
  const changed = new EventEmitter().setMaxListeners(0);
  let changes = 0;
  const active = new Map<string, ActiveRun>();
  const filling = createFilling(() => fill());
  let closing = false;

  const announce = (): void => {
    changes += 1;
    changed.emit('change');
  };
  const wakeSoon = (): void => {
    filling.run().catch(options.onError);
  };
  const get = (runId: string): Promise<PipelineRunRow | undefined> =>
    db.selectFrom('pipeline_runs').selectAll().where('id', '=', runId).executeTakeFirst();

  const begin = (row: PipelineRunRow): void => {
    const abort = new AbortController();
    const done = executeRun(options, row, abort.signal)
      .catch(async (error: unknown) => {
        options.onError(error);
        // Somebody waits for this run: it ends with the error instead of never.
        if (!abort.signal.aborted) {
          await completeRun(db, row, 'failure', { failure: failureOf(error) });
        }
      })
      .catch(options.onError)
      .finally(() => {
        active.delete(row.id);
        announce();
        wakeSoon();
      });
    active.set(row.id, { projectId: row.project_id, done, abort });
  };
  async function fill(): Promise<void> {
    for (;;) {
      if (closing || active.size >= options.concurrency) return;
      const next = await claimRun(db);
      // A run claimed while the server stops is taken up at the next start.
      if (next === undefined || closing) return;
      begin(next);
    }
  }

  return {
    get,
    async enqueue(push) {
      const row = await insertRun(db, push);
      wakeSoon();
      return row;
    },
    async rerun(runId) {
      await db
        .updateTable('pipeline_runs')
        .set({ status: 'queued', conclusion: null, failure: null, finished_at: null })
        .where('id', '=', runId)
        .where('status', '=', 'completed')
        .execute();
      wakeSoon();
    },
    async start() {
      await options.ci.cleanUp();
      await db
        .updateTable('pipeline_runs')
        .set({ status: 'queued' })
        .where('status', '=', 'in_progress')
        .execute();
      await filling.run();
    },
    wake: () => filling.run(),
    ofTimeline: (timelineId) =>
      db
        .selectFrom('pipeline_runs')
        .selectAll()
        .where('timeline_id', '=', timelineId)
        .orderBy('number')
        .executeTakeFirst(),
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
        const seen = changes;
        const row = await get(runId);
        if (row === undefined || row.status === 'completed') return row;
        if (seen !== changes) continue;
        const wake = AbortSignal.any([signal, AbortSignal.timeout(2_000)]);
        await once(changed, 'change', { signal: wake }).catch(() => undefined);
      }
    },
    async cancel(projectId) {
      // A run that is being claimed right now is active afterwards.
      await filling.idle();
      const running = [...active.values()].filter((run) => run.projectId === projectId);
      for (const { abort } of running) abort.abort(new Error('the project is deleted'));
      await Promise.all(running.map(({ done }) => done));
      await cancelRuns(db, projectId);
      announce();
    },
    async close() {
      closing = true;
      await filling.idle().catch(options.onError);
      for (const { abort } of active.values()) abort.abort(new Error('the server stops'));
      await Promise.all([...active.values()].map(({ done }) => done));
    },
  };
}

/** Runs some work once at a time; asked for meanwhile, once more afterwards. */
function createFilling(work: () => Promise<void>): {
  run(): Promise<void>;
  idle(): Promise<void>;
} {
  let again = false;
  let current: Promise<void> | undefined;
  const repeat = async (): Promise<void> => {
    try {
      while (again) {
        again = false;
        await work();
      }
    } finally {
      current = undefined;
    }
  };
  return {
    run() {
      again = true;
      current ??= repeat();
      return current;
    },
    idle: async () => {
      await current;
    },
  };
}
