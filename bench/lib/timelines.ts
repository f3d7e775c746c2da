import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Schemas } from '@fairway/api-client';
import type { Platform } from './server.ts';
import { median } from './statistics.ts';

/** A timeline as the API gives it. */
export type Timeline = Schemas['Timeline'];

/** The part of the whole that one step takes. */
export interface Share {
  step: string;
  p50Ms: number;
  /** Of the p50 of the whole, in percent; steps may overlap. */
  percent: number;
}

const timeoutMs = 300_000;

/** Waits until a timeline has ended as it should. */
export async function ended(
  { api }: Platform,
  id: string,
  goal: Timeline['state'],
): Promise<Timeline> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const { data } = await api.GET('/api/v1/timelines/{timeline}', {
      params: { path: { timeline: id } },
    });
    if (data?.state === goal) return data;
    if (data !== undefined && data.state !== 'running') {
      throw new Error(`the timeline ended ${data.state}: ${JSON.stringify(data.steps)}`);
    }
    if (Date.now() > deadline) throw new Error(`the timeline ${id} does not end`);
    await delay(25);
  }
}

/** Creates a project from node-service and waits until its URL answers; gives the time it took. */
export async function createProject(
  platform: Platform,
  name: string,
): Promise<{ ms: number; timeline: Timeline }> {
  const startedAt = performance.now();
  const { data, error } = await platform.api.POST('/api/v1/projects', {
    body: {
      name,
      team: platform.team,
      template: 'node-service',
      description: 'A benchmark',
      variables: {},
    },
  });
  if (data === undefined) throw new Error(`${name} was refused: ${JSON.stringify(error)}`);
  const timeline = await ended(platform, data.timeline.id, 'live');
  await mustAnswer(timeline.url ?? '');
  return { ms: performance.now() - startedAt, timeline };
}

/** Deletes a project and waits until nothing of it is left. */
export async function deleteProject(platform: Platform, project: string): Promise<void> {
  const { data } = await platform.api.DELETE('/api/v1/projects/{project}', {
    params: { path: { project } },
  });
  if (data === undefined) throw new Error(`${project} was not deleted`);
  await ended(platform, data.timeline.id, 'done');
}

/** The share of each step over several timelines, and of what lies between steps. */
export function shares(timelines: readonly Timeline[]): Share[] {
  const whole = median(timelines.map(({ durationMs }) => durationMs ?? 0));
  const keys = timelines[0]?.steps.map(({ key }) => key) ?? [];
  const parts = keys.map((step) => ({
    step,
    ms: median(
      timelines.map(({ steps }) => steps.find(({ key }) => key === step)?.durationMs ?? 0),
    ),
  }));
  const between = median(timelines.map(timeBetweenSteps));
  return [...parts, { step: '(between steps)', ms: between }].map(({ step, ms }) => ({
    step,
    p50Ms: Math.round(ms),
    percent: Math.round((ms / whole) * 1_000) / 10,
  }));
}

/** How long no step of a timeline ran. */
export function timeBetweenSteps(timeline: Timeline): number {
  const spans = timeline.steps
    .flatMap(({ startedAt, finishedAt }) =>
      startedAt === null || finishedAt === null
        ? []
        : [{ start: Date.parse(startedAt), end: Date.parse(finishedAt) }],
    )
    .sort((a, b) => a.start - b.start);
  let covered = Date.parse(timeline.startedAt);
  let idle = 0;
  for (const { start, end } of spans) {
    idle += Math.max(0, start - covered);
    covered = Math.max(covered, end);
  }
  return idle + Math.max(0, Date.parse(timeline.finishedAt ?? timeline.startedAt) - covered);
}

/** Node's resolver does not know `*.localhost` everywhere: the address is given, the name is sent. */
function mustAnswer(url: string): Promise<void> {
  const { host, port, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: pathname, headers: { host } }, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve();
      else reject(new Error(`${url} answers ${response.statusCode}`));
    })
      .setTimeout(10_000)
      .on('error', reject);
  });
}
