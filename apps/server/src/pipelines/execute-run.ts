import type { Kysely } from 'kysely';
import type { CiPort, PipelineResult } from '../adapters/ci/port.ts';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import type { Database } from '../database/schema.ts';
import { failureOf } from '../durable/steps.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import type { Timelines } from '../timeline/timelines.ts';
import type { JobLogs } from './job-logs.ts';
import { createRunRecorder } from './run-recorder.ts';
import { completeRun, type PipelineRunRow, projectOfRun } from './run-store.ts';

/** What executing a run needs. */
export interface ExecuteOptions {
  db: Kysely<Database>;
  ci: CiPort;
  gitHost: GitHostPort;
  timelines: Timelines;
  logs: JobLogs;
  onError: (error: unknown) => void;
}

/** Runs one pipeline and records what it tells. A stop of the server leaves it to be run again. */
export async function executeRun(
  options: ExecuteOptions,
  row: PipelineRunRow,
  signal: AbortSignal,
): Promise<void> {
  const { db, ci, gitHost, logs } = options;
  const project = await projectOfRun(db, row.project_id);
  await logs.reset(row.id);
  const recorder = createRunRecorder(options, row);
  let result: PipelineResult | undefined;
  let failure: unknown;
  try {
    result = await ci.run(
      {
        runId: row.id,
        number: row.number,
        attempt: row.attempt,
        team: project.team,
        project: project.name,
        repository: project.repository,
        commit: row.commit,
        ref: row.ref,
        before: row.before,
        pusher: row.pusher,
      },
      recorder.tell,
      signal,
    );
  } catch (error) {
    failure = error;
  }
  await recorder.settled();
  if (signal.aborted) return;
  if (result?.conclusion === 'success' && result.release !== undefined) {
    const message = await gitHost.subject(project.repository, row.commit);
    await completeRun(db, row, 'success', { release: { ...result.release, message } });
    return;
  }
  const reason = failureOf(failure ?? pipelineError(result));
  await completeRun(db, row, 'failure', { failure: reason });
}

function pipelineError(result: PipelineResult | undefined): FairwayError {
  const annotation = result?.failure?.annotation;
  const place =
    annotation?.file === undefined || annotation.file === null
      ? ''
      : ` (${annotation.file}${annotation.line === null ? '' : `:${annotation.line}`})`;
  if (result?.conclusion === 'success') {
    return new FairwayError('pipeline-failed', {
      message: 'The pipeline passed but published no release record.',
      remedy: 'Let the last job upload release.json as the artifact "fairway-release".',
    });
  }
  return new FairwayError('pipeline-failed', {
    message: `${result?.failure?.message ?? 'The pipeline failed.'}${place}`,
    remedy:
      'Correct the line named in the log, commit and push again. The version that runs stays.',
    data: annotation === undefined ? {} : { detail: annotation.message },
  });
}
