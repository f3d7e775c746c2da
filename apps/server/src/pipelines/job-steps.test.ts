import { describe, expect, it } from 'vitest';
import { jobSteps } from './job-steps.ts';
import type { PipelineJob } from './schema.ts';

const job = (id: string, change: Partial<PipelineJob>): PipelineJob => ({
  id,
  name: id,
  status: 'queued',
  conclusion: null,
  startedAt: null,
  finishedAt: null,
  steps: [],
  annotations: [],
  ...change,
});

describe('jobSteps', () => {
  it('tells nothing of jobs that wait, and what begins to run', () => {
    const now = [job('test', { status: 'in_progress' }), job('image', {})];
    expect(jobSteps('1', [], now)).toEqual([
      ['pipeline/test', { state: 'running', log: { runId: '1', job: 'test' } }],
    ]);
    expect(jobSteps('1', now, now)).toEqual([]);
  });

  it('shows the failing line of a failed job', () => {
    const failed = job('test', {
      status: 'completed',
      conclusion: 'failure',
      steps: [{ name: 'npm test', status: 'completed', conclusion: 'failure', durationMs: 5 }],
      annotations: [
        { level: 'error', message: 'expected 1 to be 2', file: 'src/app.test.ts', line: 7 },
      ],
    });
    expect(jobSteps('1', [job('test', { status: 'in_progress' })], [failed])).toMatchObject([
      [
        'pipeline/test',
        {
          state: 'failed',
          failure: {
            message: 'The step "npm test" failed at src/app.test.ts:7.',
            detail: 'expected 1 to be 2',
          },
        },
      ],
    ]);
  });

  it('tells a skipped job from a failed one', () => {
    const skipped = job('release', { status: 'completed', conclusion: 'skipped' });
    expect(jobSteps('1', [], [skipped])).toMatchObject([
      ['pipeline/release', { state: 'skipped' }],
    ]);
  });
});
