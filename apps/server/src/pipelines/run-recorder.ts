import type { Kysely } from 'kysely';
import type { PipelineEvent } from '../adapters/ci/port.ts';
import type { Database } from '../database/schema.ts';
import type { Timelines } from '../timeline/timelines.ts';
import type { JobLogs } from './job-logs.ts';
import { jobSteps } from './job-steps.ts';
import type { PipelineRunRow } from './run-store.ts';
import type { PipelineJob } from './schema.ts';

/** Writes down what a run tells, in the order in which it tells it. */
export interface RunRecorder {
  tell(event: PipelineEvent): void;
  /** Resolves when everything told so far is written down. */
  settled(): Promise<void>;
}

/** What a recorder writes to. */
export interface RecorderOptions {
  db: Kysely<Database>;
  timelines: Timelines;
  logs: JobLogs;
  onError: (error: unknown) => void;
}

/**
 * The recorder of one run. A job can tell faster than the database writes: reports that change no
 * job's state replace the one that still waits, so that what waits stays small.
 */
export function createRunRecorder(options: RecorderOptions, row: PipelineRunRow): RunRecorder {
  const { db, timelines, logs, onError } = options;
  let tail: Promise<void> = Promise.resolve();
  let known: readonly PipelineJob[] = [];
  let waiting: { jobs: PipelineJob[] } | undefined;

  const recordJobs = async (jobs: readonly PipelineJob[]): Promise<void> => {
    // Who follows a log reads until the job has ended: its last lines must be there by then.
    await logs.flushed();
    await db
      .updateTable('pipeline_runs')
      .set({ jobs: JSON.stringify(jobs) })
      .where('id', '=', row.id)
      .execute();
    for (const [key, change] of jobSteps(row.id, known, jobs)) {
      await timelines.changeStep(row.timeline_id, key, change);
    }
    known = jobs;
  };
  const inTurn = (work: () => Promise<void>): void => {
    tail = tail.then(work).catch(onError);
  };
  return {
    tell(event) {
      if (event.type === 'log') {
        logs.append(row.id, event.job, event.line);
      } else if (event.type === 'image') {
        const { state, message } = event;
        waiting = undefined;
        inTurn(() => timelines.changeStep(row.timeline_id, 'image', { state, message }));
      } else if (waiting !== undefined && sameStates(waiting.jobs, event.jobs)) {
        waiting.jobs = event.jobs;
      } else {
        const report = { jobs: event.jobs };
        waiting = report;
        inTurn(() => {
          if (waiting === report) waiting = undefined;
          return recordJobs(report.jobs);
        });
      }
    },
    async settled() {
      await tail;
      await logs.flushed().catch(onError);
    },
  };
}

function sameStates(before: readonly PipelineJob[], now: readonly PipelineJob[]): boolean {
  const state = (job: PipelineJob): string => `${job.id} ${job.status} ${job.conclusion}`;
  return before.map(state).join('\n') === now.map(state).join('\n');
}
