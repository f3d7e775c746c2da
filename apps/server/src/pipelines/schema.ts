import { z } from 'zod';

export const PipelineStatus = z.enum(['queued', 'in_progress', 'completed']);
export const Conclusion = z.enum(['success', 'failure', 'cancelled', 'skipped']);

export const Annotation = z.object({
  level: z.enum(['error', 'warning', 'notice']),
  message: z.string(),
  file: z.string().nullable(),
  line: z.number().int().nullable(),
});

export const PipelineStep = z.object({
  name: z.string(),
  status: PipelineStatus,
  conclusion: Conclusion.nullable(),
  durationMs: z.number().int().nullable(),
});

export const PipelineJob = z.object({
  id: z.string().describe('Key of the job in the workflow file'),
  name: z.string(),
  status: PipelineStatus,
  conclusion: Conclusion.nullable(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  steps: z.array(PipelineStep),
  annotations: z.array(Annotation),
});
export type PipelineJob = z.infer<typeof PipelineJob>;

export const PipelineRun = z.object({
  id: z.string(),
  number: z.number().int(),
  project: z.string(),
  commit: z.string(),
  ref: z.string(),
  status: PipelineStatus,
  conclusion: Conclusion.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  timelineId: z.string().nullable(),
  jobs: z.array(PipelineJob),
});
export type PipelineRun = z.infer<typeof PipelineRun>;

export const PipelineRunList = z.object({ items: z.array(PipelineRun) });

/** One event of a job's log stream (SSE event `line`; its id is the line number). */
export const LogLine = z.object({
  number: z.number().int(),
  at: z.iso.datetime().nullable(),
  text: z.string(),
});
