import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { type LiveEvent, withStep, withTimeline } from './live-events.ts';
import type { Timeline } from './types.ts';

/** Steps after which an environment looks different. */
const changesEnvironment = new Set(['commit', 'sync', 'pods', 'probes']);

/** Brings the cache up to date with one event of the stream. */
export function applyEvent(client: QueryClient, event: LiveEvent): void {
  if (event.type === 'timeline') applyTimeline(client, event.timeline);
  else if (event.type === 'step') applyStep(client, event);
  else void client.invalidateQueries({ queryKey: ['projects'] });
}

function applyTimeline(client: QueryClient, timeline: Timeline): void {
  const { id, project } = timeline;
  client.setQueryData(['timeline', id], timeline);
  settle(client, ['timeline', id]);
  for (const key of [['timelines'], ['project', project, 'timelines']]) {
    client.setQueryData<Timeline[]>(key, (list) => list && withTimeline(list, timeline));
    settle(client, key);
  }
  void client.invalidateQueries({ queryKey: ['projects'] });
  void client.invalidateQueries({ queryKey: ['project', project], exact: true });
  void client.invalidateQueries({ queryKey: ['project', project, 'deployments'] });
}

function applyStep(client: QueryClient, event: LiveEvent & { type: 'step' }): void {
  const { timelineId, step } = event;
  const change = (timeline: Timeline): Timeline => withStep(timeline, step) ?? timeline;
  const one = client.setQueryData<Timeline>(['timeline', timelineId], (old) => old && change(old));
  if (one?.steps.some(({ key }) => key === step.key) === false) {
    void client.invalidateQueries({ queryKey: ['timeline', timelineId] });
  }
  settle(client, ['timeline', timelineId]);
  const lists = client.getQueriesData<Timeline[]>({
    predicate: ({ queryKey }) => queryKey.at(-1) === 'timelines',
  });
  let project = one?.project;
  for (const [key, list] of lists) {
    const found = list?.find(({ id }) => id === timelineId);
    if (list === undefined || found === undefined) continue;
    project ??= found.project;
    client.setQueryData<Timeline[]>(key, withTimeline(list, change(found)));
    settle(client, key);
  }
  if (project !== undefined && step.state !== 'queued' && changesEnvironment.has(step.key)) {
    void client.invalidateQueries({ queryKey: ['project', project, 'environment'] });
    void client.invalidateQueries({ queryKey: ['project', project, 'deployments'] });
  }
}

/** An answer under way may be older than the event: it is asked for again. */
function settle(client: QueryClient, queryKey: QueryKey): void {
  if (client.isFetching({ queryKey, exact: true }) > 0) {
    void client.invalidateQueries({ queryKey, exact: true });
  }
}
