import type { KubeClient, KubeObject } from '@fairway/kube';
import { forbidden, notFound } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { now, pod } from '../_objects.ts';
import { createEventRecorder } from './recorder.ts';

const events = { group: '', resource: 'events' };

/** A client that keeps what is written to it. */
function recording(fail?: (verb: string) => Error | undefined): {
  client: KubeClient;
  writes: unknown[];
} {
  const writes: unknown[] = [];
  const refuse = async (): Promise<never> => {
    throw new Error('not part of this test');
  };
  const client: KubeClient = {
    get: refuse,
    list: refuse,
    update: refuse,
    delete: refuse,
    discover: refuse,
    watch: () => {
      throw new Error('not part of this test');
    },
    async create(_resource, object) {
      const error = fail?.('create');
      if (error !== undefined) throw error;
      writes.push(object);
      return object;
    },
    async patch<T extends KubeObject>(_resource: unknown, ref: unknown, body: unknown): Promise<T> {
      const error = fail?.('patch');
      if (error !== undefined) throw error;
      writes.push([ref, body]);
      return body as T;
    },
  };
  return { client, writes };
}

function recorder(client: KubeClient, clock = { now }): ReturnType<typeof createEventRecorder> {
  return createEventRecorder({
    client,
    now: () => clock.now,
    onError: (error) => expect.unreachable(String(error)),
  });
}

describe('event recorder', () => {
  test('an event names its object, and a repeated one is counted', async () => {
    const { client, writes } = recording();
    const clock = { now };
    const events = recorder(client, clock);
    events.record(pod('a'), 'Warning', 'FailedScheduling', 'no room', 'default-scheduler');
    await events.idle();
    clock.now = new Date(now.getTime() + 60_000);
    events.record(pod('a'), 'Warning', 'FailedScheduling', 'no room', 'default-scheduler');
    events.record(pod('b'), 'Warning', 'FailedScheduling', 'no room', 'default-scheduler');
    await events.idle();
    await events.close();
    expect(writes).toHaveLength(3);
    expect(writes[0]).toMatchObject({
      metadata: { name: expect.stringMatching(/^a\.[0-9a-f]{16}$/), namespace: 'default' },
      involvedObject: { kind: 'Pod', name: 'a', namespace: 'default', uid: 'uid-a' },
      type: 'Warning',
      reason: 'FailedScheduling',
      message: 'no room',
      source: { component: 'default-scheduler' },
      firstTimestamp: '2026-01-01T12:00:00Z',
      count: 1,
    });
    expect(writes[1]).toMatchObject([
      { namespace: 'default' },
      { count: 2, lastTimestamp: '2026-01-01T12:01:00Z' },
    ]);
    expect(writes[2]).toMatchObject({ involvedObject: { name: 'b' } });
  });

  test('after an hour the report is a new event', async () => {
    const { client, writes } = recording();
    const clock = { now };
    const events = recorder(client, clock);
    events.record(pod('a'), 'Normal', 'Scheduled', 'x', 'c');
    await events.idle();
    clock.now = new Date(now.getTime() + 3_600_000);
    events.record(pod('a'), 'Normal', 'Scheduled', 'x', 'c');
    await events.idle();
    expect(writes).toMatchObject([{ count: 1 }, { count: 1 }]);
  });

  test('an event that expired meanwhile is written anew', async () => {
    const { client, writes } = recording((verb) =>
      verb === 'patch' ? notFound(events, 'a') : undefined,
    );
    const recorded = recorder(client);
    for (let i = 0; i < 2; i++) {
      recorded.record(pod('a'), 'Normal', 'Scheduled', 'x', 'c');
      await recorded.idle();
    }
    expect(writes).toMatchObject([{ count: 1 }, { count: 2 }]);
  });

  test('a namespace that goes takes no events, and that is no error', async () => {
    const { client, writes } = recording(() => forbidden(events, '', 'it is being terminated'));
    const recorded = recorder(client);
    recorded.record(pod('a'), 'Normal', 'Killing', 'x', 'c');
    await recorded.idle();
    expect(writes).toEqual([]);
  });
});
