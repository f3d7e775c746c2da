import type { Selectable } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { Timeline, TimelineStep } from './schema.ts';

type TimelineRow = Selectable<Database['timelines']>;
type StepRow = Selectable<Database['timeline_steps']>;

/** A timeline as the API shows it; `usual` holds median durations by `kind` and `kind/key`. */
export function toTimeline(
  row: TimelineRow,
  steps: readonly StepRow[],
  usual: ReadonlyMap<string, number>,
): Timeline {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    project: row.project,
    team: row.team,
    title: row.title,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: duration(row.started_at, row.finished_at),
    usualMs: usual.get(row.kind) ?? null,
    url: row.url,
    steps: steps.map((step) => toStep(step, usual.get(`${row.kind}/${step.key}`) ?? null)),
  };
}

/** A step as the API shows it. */
export function toStep(row: StepRow, usualMs: number | null): TimelineStep {
  return {
    key: row.key,
    title: row.title,
    state: row.state,
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    durationMs: duration(row.started_at, row.finished_at),
    usualMs,
    message: row.message,
    failure: row.failure,
    log: row.log,
  };
}

function duration(from: Date | null, to: Date | null): number | null {
  return from === null || to === null ? null : Math.max(0, to.getTime() - from.getTime());
}
