import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query';
import { api, unwrap } from './client.ts';
import type { Timeline } from './types.ts';

/** While something runs the cache is refreshed even if the event stream says nothing. */
const safetyPollMs = 15_000;

function whileRunning(timelines: readonly Timeline[] | undefined): number | false {
  return timelines?.some(({ state }) => state === 'running') ? safetyPollMs : false;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => unwrap(api.GET('/api/v1/auth/session')),
  staleTime: 60_000,
});

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => unwrap(api.GET('/api/v1/setup')),
});

export const platformQuery = queryOptions({
  queryKey: ['platform'],
  queryFn: () => unwrap(api.GET('/api/v1/platform')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const doctorQuery = queryOptions({
  queryKey: ['doctor'],
  queryFn: () => unwrap(api.GET('/api/v1/doctor')),
});

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/projects', limit))).items,
});
const limit = { params: { query: { limit: 100 } } };

export function projectQuery(project: string) {
  return queryOptions({
    queryKey: ['project', project],
    queryFn: () => unwrap(api.GET('/api/v1/projects/{project}', { params: { path: { project } } })),
  });
}

export function environmentQuery(project: string, environment: string) {
  const path = { project, environment };
  return queryOptions({
    queryKey: ['project', project, 'environment', environment],
    queryFn: () =>
      unwrap(
        api.GET('/api/v1/projects/{project}/environments/{environment}', { params: { path } }),
      ),
    refetchInterval: 5_000,
  });
}

export function metricsQuery(project: string, environment: string, minutes: number, points = 120) {
  const params = { path: { project, environment }, query: { minutes, points } };
  return queryOptions({
    queryKey: ['project', project, 'metrics', environment, minutes, points],
    queryFn: () =>
      unwrap(api.GET('/api/v1/projects/{project}/environments/{environment}/metrics', { params })),
    placeholderData: keepPreviousData,
  });
}

export function deploymentsQuery(project: string) {
  const params = { path: { project } };
  return queryOptions({
    queryKey: ['project', project, 'deployments'],
    queryFn: async () =>
      (await unwrap(api.GET('/api/v1/projects/{project}/deployments', { params }))).items,
  });
}

export const timelinesQuery = queryOptions({
  queryKey: ['timelines'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/timelines'))).items,
  refetchInterval: ({ state }) => whileRunning(state.data),
});

export function projectTimelinesQuery(project: string) {
  const params = { path: { project } };
  return queryOptions({
    queryKey: ['project', project, 'timelines'],
    queryFn: async () =>
      (await unwrap(api.GET('/api/v1/projects/{project}/timelines', { params }))).items,
    refetchInterval: ({ state }) => whileRunning(state.data),
  });
}

export function timelineQuery(timeline: string) {
  const params = { path: { timeline } };
  return queryOptions({
    queryKey: ['timeline', timeline],
    queryFn: () => unwrap(api.GET('/api/v1/timelines/{timeline}', { params })),
    refetchInterval: ({ state }) => whileRunning(state.data && [state.data]),
  });
}

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/templates'))).items,
  staleTime: 60_000,
});

/** The form's own fields, as the preview needs them. */
export interface PreviewRequest {
  name: string;
  team: string;
  description: string;
  variables: Record<string, string>;
}

export function previewQuery(template: string, body: PreviewRequest) {
  const request = { params: { path: { template } }, body };
  return queryOptions({
    queryKey: ['preview', template, body],
    queryFn: () => unwrap(api.POST('/api/v1/templates/{template}/preview', request)),
    placeholderData: keepPreviousData,
    enabled: template !== '',
    retry: false,
  });
}

export function nameCheckQuery(name: string) {
  return queryOptions({
    queryKey: ['project-name', name],
    queryFn: () => unwrap(api.GET('/api/v1/project-names/{name}', { params: { path: { name } } })),
    enabled: name !== '',
    staleTime: 2_000,
    retry: false,
  });
}

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/teams'))).items,
});

export function membersQuery(team: string) {
  const params = { path: { team } };
  return queryOptions({
    queryKey: ['teams', team, 'members'],
    queryFn: async () => (await unwrap(api.GET('/api/v1/teams/{team}/members', { params }))).items,
  });
}

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async () => (await unwrap(api.GET('/api/v1/auth/tokens'))).items,
});

export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: ({ pageParam }) =>
    unwrap(
      api.GET('/api/v1/audit', {
        params: { query: { limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});

/** Puts a timeline that a change answered with where its page finds it at once. */
export function rememberTimeline(client: QueryClient, timeline: Timeline): void {
  client.setQueryData(timelineQuery(timeline.id).queryKey, timeline);
  void client.invalidateQueries({ queryKey: ['timelines'] });
  void client.invalidateQueries({ queryKey: ['projects'] });
  void client.invalidateQueries({ queryKey: ['project', timeline.project] });
}
