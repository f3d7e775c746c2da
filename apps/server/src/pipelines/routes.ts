import { z } from 'zod';
import { FairwayError } from '../errors/fairway-error.ts';
import type { App } from '../http/app.ts';
import { sendEvents } from '../http/server-sent-events.ts';
import type { JobLogs } from './job-logs.ts';
import type { Pipelines } from './pipelines.ts';
import type { PipelineRunRow } from './run-store.ts';
import * as schema from './schema.ts';

const tags = ['Pipelines'];

/** Pipeline runs and the logs of their jobs. */
export function pipelineRoutes(
  app: App,
  services: {
    pipelines: Pipelines;
    logs: JobLogs;
    projectId(name: string): Promise<string>;
    projectName(id: string): Promise<string>;
  },
): void {
  const { pipelines, logs } = services;
  const existing = async (id: string): Promise<PipelineRunRow> => {
    const row = await pipelines.get(id);
    if (row !== undefined) return row;
    throw new FairwayError('not-found', {
      message: 'There is no such pipeline run.',
      remedy: 'Open the project and choose a run from its list.',
    });
  };
  app.get(
    '/api/v1/projects/:project/pipeline-runs',
    {
      config: { access: { team: 'project.read', of: 'project' } },
      schema: {
        tags,
        operationId: 'listPipelineRuns',
        params: z.object({ project: z.string().max(63) }),
        response: { 200: schema.PipelineRunList },
      },
    },
    async (request) => {
      const { project } = request.params;
      const rows = await pipelines.list(await services.projectId(project));
      return { items: rows.map((row) => toRun(row, project)) };
    },
  );
  app.get(
    '/api/v1/pipeline-runs/:run',
    {
      config: { access: { team: 'project.read', of: 'run' } },
      schema: {
        tags,
        operationId: 'getPipelineRun',
        params: z.object({ run: z.string().max(64) }),
        response: { 200: schema.PipelineRun },
      },
    },
    async (request) => {
      const row = await existing(request.params.run);
      return toRun(row, await services.projectName(row.project_id));
    },
  );
  app.get(
    '/api/v1/pipeline-runs/:run/jobs/:job/log',
    {
      config: { access: { team: 'logs.read', of: 'run' } },
      schema: {
        tags,
        operationId: 'streamJobLog',
        description:
          'Server-sent events `line` {number, text}, then `end`. Resumes after Last-Event-ID, a line number.',
        params: z.object({ run: z.string().max(64), job: z.string().max(200) }),
        querystring: z.object({
          follow: z.enum(['true', 'false']).default('true').describe('Go on until the job ends'),
        }),
      },
    },
    async (request, reply) => {
      const { run, job } = request.params;
      await existing(run);
      await sendEvents(request, reply, async function* (lastEventId, signal) {
        const after = Number.parseInt(lastEventId ?? '0', 10) || 0;
        const goesOn = async (): Promise<boolean> => {
          if (request.query.follow === 'false') return false;
          const row = await pipelines.get(run);
          const state = row?.jobs.find(({ id }) => id === job)?.status;
          return row !== undefined && row.status !== 'completed' && state !== 'completed';
        };
        for await (const { number, text } of logs.read(run, job, { after, goesOn, signal })) {
          yield { id: String(number), event: 'line', data: { number, at: null, text } };
        }
        yield { event: 'end', data: {} };
      });
    },
  );
}

function toRun(row: PipelineRunRow, project: string): schema.PipelineRun {
  return {
    id: row.id,
    number: row.number,
    project,
    commit: row.commit,
    ref: row.ref,
    status: row.status,
    conclusion: row.conclusion,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    timelineId: row.timeline_id,
    jobs: row.jobs,
  };
}
