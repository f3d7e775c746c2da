import { expect, test } from 'vitest';
import { parseLiveEvent, withStep, withTimeline } from './live-events.ts';
import { aStep, aTimeline } from './timeline.fixture.ts';

test('events are read by their type; what is not known is left out', () => {
  const timeline = aTimeline('1');
  const step = aStep('render');
  expect(parseLiveEvent('timeline', JSON.stringify({ timeline }))).toEqual({
    type: 'timeline',
    timeline,
  });
  expect(parseLiveEvent('step', JSON.stringify({ timelineId: '1', step }))).toEqual({
    type: 'step',
    timelineId: '1',
    step,
  });
  expect(parseLiveEvent('project', '{}')).toEqual({ type: 'project' });
  expect(parseLiveEvent('step', '{"timelineId":"1"}')).toBeUndefined();
  expect(parseLiveEvent('later', '{}')).toBeUndefined();
  expect(parseLiveEvent('timeline', 'null')).toBeUndefined();
});

test('a step takes over its news and keeps its usual time', () => {
  const timeline = aTimeline('1', { steps: [aStep('render', { usualMs: 200 }), aStep('commit')] });
  const next = withStep(timeline, aStep('render', { state: 'running' }));
  expect(next?.steps).toEqual([
    aStep('render', { state: 'running', usualMs: 200 }),
    aStep('commit'),
  ]);
  expect(timeline.steps[0]?.state).toBe('queued');
});

test('a step that the timeline does not know cannot be placed', () => {
  expect(withStep(aTimeline('1'), aStep('pods'))).toBeUndefined();
});

test('a list replaces a timeline it has and puts a new one where its start belongs', () => {
  const old = aTimeline('1');
  const done = aTimeline('1', { state: 'live' });
  expect(withTimeline([old], done)).toEqual([done]);
  const newer = aTimeline('2', { startedAt: '2026-03-01T13:00:00.000Z' });
  expect(withTimeline([old], newer).map(({ id }) => id)).toEqual(['2', '1']);
});
