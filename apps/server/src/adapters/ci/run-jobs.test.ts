import type { RunnerEvent } from '@fairway/actions-runner';
import { describe, expect, it } from 'vitest';
import { createRunJobs } from './run-jobs.ts';

const at = '2026-01-01T00:00:00.000Z';
const job = { key: 'test', jobId: 'test', name: 'Test' };
const step = { jobKey: 'test', number: 2, name: 'npm test' };

/** Events as the runner tells them; what a test does not look at is left out. */
function event(told: Record<string, unknown>): RunnerEvent {
  return { at, job, step, ...told } as unknown as RunnerEvent;
}

const begun = [
  event({ type: 'job-queued' }),
  event({ type: 'job-started', steps: ['checkout', 'npm test'] }),
];

function after(...events: RunnerEvent[]) {
  const jobs = createRunJobs([]);
  events.forEach((each) => jobs.take(each));
  return jobs.jobs();
}

describe('createRunJobs', () => {
  it('begins with what is planned, queued', () => {
    expect(createRunJobs([job]).jobs()).toMatchObject([
      { id: 'test', name: 'Test', status: 'queued', conclusion: null, steps: [] },
    ]);
  });

  it('shows a job and its steps as they go on', () => {
    expect(after(...begun, event({ type: 'step-started' }))).toMatchObject([
      {
        status: 'in_progress',
        startedAt: at,
        steps: [
          { name: 'checkout', status: 'queued', conclusion: null },
          { name: 'npm test', status: 'in_progress' },
        ],
      },
    ]);
    const ended = after(
      ...begun,
      event({ type: 'step-finished', conclusion: 'success', durationMs: 7 }),
      event({ type: 'job-finished', conclusion: 'success' }),
    );
    expect(ended).toMatchObject([
      { status: 'completed', conclusion: 'success', finishedAt: at, annotations: [] },
    ]);
    expect(ended[0]?.steps[1]).toEqual({
      name: 'npm test',
      status: 'completed',
      conclusion: 'success',
      durationMs: 7,
    });
  });

  it.each<[string, RunnerEvent, string]>([
    [
      'a step',
      event({ type: 'step-finished', conclusion: 'failure', durationMs: 1, message: 'exit 1' }),
      'exit 1',
    ],
    [
      'a job',
      event({ type: 'job-finished', conclusion: 'failure', message: 'timed out' }),
      'timed out',
    ],
  ])('says why %s failed when nothing pointed at a line', (_case, failed, message) => {
    expect(after(...begun, failed)[0]?.annotations).toEqual([
      { level: 'error', message, file: null, line: null },
    ]);
  });

  it('keeps the last annotations of a job that makes many', () => {
    const many = Array.from({ length: 80 }, (_, line) =>
      event({
        type: 'annotation',
        annotation: { level: 'warning', message: 'm', file: 'a', line },
      }),
    );
    const annotations = after(...begun, ...many)[0]?.annotations ?? [];
    expect(annotations).toHaveLength(50);
    expect(annotations.at(-1)).toEqual({ level: 'warning', message: 'm', file: 'a', line: 79 });
  });

  it('tells what changes jobs from what does not, and passes over unknown ones', () => {
    const jobs = createRunJobs([]);
    expect(jobs.take(event({ type: 'job-queued' }))).toBe(true);
    expect(jobs.take(event({ type: 'log', line: 'hello' }))).toBe(false);
    expect(jobs.take(event({ type: 'summary', text: '' }))).toBe(false);
    jobs.take(event({ type: 'job-started', job: { key: 'other', name: 'Other' }, steps: [] }));
    expect(jobs.jobs().map(({ id }) => id)).toEqual(['test']);
  });
});
