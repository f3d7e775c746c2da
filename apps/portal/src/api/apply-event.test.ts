import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { applyEvent } from './apply-event.ts';
import { aStep, aTimeline } from './timeline.fixture.ts';
import type { Timeline } from './types.ts';

const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
afterEach(() => client.clear());

const stateOf = (key: readonly unknown[]) => client.getQueryState(key);

test('a timeline goes into its own entry and the lists that are there', () => {
  client.setQueryData(['timelines'], [aTimeline('1')]);
  client.setQueryData(['projects'], []);
  const live = aTimeline('1', { state: 'live', url: 'http://shop-dev.localhost' });
  applyEvent(client, { type: 'timeline', timeline: live });
  expect(client.getQueryData(['timeline', '1'])).toEqual(live);
  expect(client.getQueryData(['timelines'])).toEqual([live]);
  expect(client.getQueryData(['project', 'shop', 'timelines'])).toBeUndefined();
  expect(stateOf(['projects'])?.isInvalidated).toBe(true);
});

test('a step changes the run and every list that holds it', () => {
  client.setQueryData(['timeline', '1'], aTimeline('1'));
  client.setQueryData(['timelines'], [aTimeline('1'), aTimeline('2')]);
  client.setQueryData(['project', 'shop', 'timelines'], [aTimeline('1')]);
  client.setQueryData(['project', 'shop', 'environment', 'dev'], {});
  const step = aStep('commit', { state: 'running' });
  applyEvent(client, { type: 'step', timelineId: '1', step });
  for (const key of [['timelines'], ['project', 'shop', 'timelines']]) {
    const list = client.getQueryData<Timeline[]>(key) ?? [];
    expect(list.find(({ id }) => id === '1')?.steps[1]).toEqual(step);
  }
  expect(client.getQueryData<Timeline>(['timeline', '1'])?.steps[1]).toEqual(step);
  expect(stateOf(['project', 'shop', 'environment', 'dev'])?.isInvalidated).toBe(true);
});

test('a step nobody shows changes nothing', () => {
  applyEvent(client, { type: 'step', timelineId: '9', step: aStep('render') });
  expect(client.getQueryCache().getAll()).toEqual([]);
});

test('a step that the run does not know yet asks for the run again', () => {
  client.setQueryData(['timeline', '1'], aTimeline('1'));
  applyEvent(client, { type: 'step', timelineId: '1', step: aStep('pipeline/test') });
  expect(stateOf(['timeline', '1'])?.isInvalidated).toBe(true);
});

test('an answer under way that is older than the event does not win', async () => {
  const answers: ((timeline: Timeline) => void)[] = [];
  const query = client.fetchQuery({
    queryKey: ['timeline', '1'],
    queryFn: () => new Promise<Timeline>((resolve) => answers.push(resolve)),
  });
  query.catch(() => undefined);
  const live = aTimeline('1', { state: 'live' });
  applyEvent(client, { type: 'timeline', timeline: live });
  expect(stateOf(['timeline', '1'])?.isInvalidated).toBe(true);
});

test('news of projects ask for the list again', () => {
  client.setQueryData(['projects'], []);
  applyEvent(client, { type: 'project' });
  expect(stateOf(['projects'])?.isInvalidated).toBe(true);
});
