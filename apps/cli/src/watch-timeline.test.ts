import type { Schemas } from '@fairway/api-client';
import { describe, expect, it } from 'vitest';
import { failureText, stepLine } from './watch-timeline.ts';

const step: Schemas['TimelineStep'] = {
  key: 'push',
  title: 'Push the first commit',
  state: 'succeeded',
  startedAt: null,
  finishedAt: null,
  durationMs: 1_234,
  usualMs: null,
  message: null,
  failure: null,
  log: null,
};
const timeline: Schemas['Timeline'] = {
  id: 't1',
  kind: 'provision',
  state: 'failed',
  project: 'shop',
  team: 'web',
  title: 'Create shop',
  startedAt: '2026-01-31T12:00:00.000Z',
  finishedAt: null,
  durationMs: null,
  usualMs: null,
  url: null,
  steps: [step],
};

describe('stepLine', () => {
  it('marks how a step ended', () => {
    expect(stepLine(step)).toBe('✓ Push the first commit  1.2 s');
    expect(stepLine({ ...step, state: 'failed', message: 'exit 1' })).toBe(
      '✗ Push the first commit  1.2 s  exit 1',
    );
    expect(stepLine({ ...step, state: 'queued', durationMs: null })).toBe(
      '· Push the first commit',
    );
  });
});

describe('failureText', () => {
  it('says what failed, why and what to do', () => {
    const failure = {
      code: 'pipeline-failed',
      message: 'A test failed.',
      remedy: 'Mend it.',
      detail: 'app.test.ts:3',
    };
    const failed = { ...step, title: 'Test', state: 'failed' as const, failure };
    expect(failureText({ ...timeline, steps: [step, failed] })).toBe(
      'Test: A test failed.\napp.test.ts:3\nMend it.',
    );
  });

  it('says how it ended when no step tells more', () => {
    expect(failureText({ ...timeline, state: 'superseded' })).toBe('It ended superseded.');
  });
});
