import { z } from 'zod';

export const StepState = z.enum(['queued', 'running', 'succeeded', 'failed', 'skipped']);
export type StepState = z.infer<typeof StepState>;

export const TimelineKind = z.enum(['provision', 'delivery', 'deletion']);
export type TimelineKind = z.infer<typeof TimelineKind>;

export const TimelineState = z.enum(['running', 'live', 'failed', 'done', 'superseded']);
export type TimelineState = z.infer<typeof TimelineState>;

/** What went wrong, in the user's words. */
export const Failure = z.object({
  code: z.string(),
  message: z.string().describe('What failed and why'),
  remedy: z.string().describe('What to do'),
  detail: z.string().nullable().describe('The first error lines of a log, for instance'),
});
export type Failure = z.infer<typeof Failure>;

export const TimelineStep = z.object({
  key: z
    .string()
    .describe(
      'render, repository, push, pipeline/<job>, image, release, commit, sync, pods, probes, scrape, …',
    ),
  title: z.string(),
  state: StepState,
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  durationMs: z.number().int().nullable(),
  usualMs: z
    .number()
    .int()
    .nullable()
    .describe('Median duration of this step in earlier timelines'),
  message: z.string().nullable(),
  failure: Failure.nullable(),
  log: z
    .object({ runId: z.string(), job: z.string() })
    .nullable()
    .describe('Where the log of this step is streamed: /pipeline-runs/{runId}/jobs/{job}/log'),
});
export type TimelineStep = z.infer<typeof TimelineStep>;

export const Timeline = z.object({
  id: z.string(),
  kind: TimelineKind,
  state: TimelineState,
  project: z.string().describe("The project's name"),
  team: z.string(),
  title: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  durationMs: z.number().int().nullable(),
  usualMs: z.number().int().nullable(),
  url: z.string().nullable().describe('The live URL, once LIVE'),
  steps: z.array(TimelineStep),
});
export type Timeline = z.infer<typeof Timeline>;

export const TimelineList = z.object({ items: z.array(Timeline) });

export const EventsQuery = z.object({
  timeline: z.string().optional().describe('Only events of this timeline'),
  project: z.string().optional().describe('Only events of this project, by name'),
});
