import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fakeApi } from './_fake-client.ts';
import { createInformer, type Informer, type InformerOptions } from './informer.ts';
import { resources } from './resources.ts';
import { expired } from './status-errors.ts';

const opened: Informer[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((informer) => informer.close()));
});

function start(api = fakeApi(), options: InformerOptions = {}) {
  const informer = createInformer(api.client, resources.configMaps, {
    backoff: { baseMs: 1, maxMs: 5 },
    ...options,
  });
  opened.push(informer);
  const events: string[] = [];
  informer.on((event, object) => events.push(`${event} ${object.metadata.name}`));
  informer.start();
  return { api, informer, events };
}

describe('informer', () => {
  test('lists, then follows', async () => {
    const api = fakeApi();
    api.put('a');
    const { informer, events } = start(api);
    await informer.synced;
    await vi.waitFor(() => expect(api.watches).toEqual(['2']));
    api.put('b');
    api.put('a', { data: { x: '1' } });
    api.remove('b');
    await vi.waitFor(() => expect(events).toHaveLength(4));
    expect(events).toEqual(['add a', 'add b', 'update a', 'delete b']);
    expect(informer.get('default', 'a')?.['data']).toEqual({ x: '1' });
    expect(informer.list()).toHaveLength(1);
  });

  test('objects are frozen, and a late handler hears what is known', async () => {
    const api = fakeApi();
    api.put('a', { data: { x: '1' } });
    const { informer } = start(api);
    await informer.synced;
    const object = informer.get('default', 'a');
    expect(() => Object.assign(object?.['data'] as object, { x: '2' })).toThrow(TypeError);
    const late: string[] = [];
    const off = informer.on((event, { metadata }) => late.push(`${event} ${metadata.name}`));
    expect(late).toEqual(['add a']);
    off();
  });

  test('a lost watch goes on from the last event', async () => {
    const { api, informer, events } = start();
    await informer.synced;
    await vi.waitFor(() => expect(api.watches).toHaveLength(1));
    api.put('a');
    await vi.waitFor(() => expect(events).toHaveLength(1));
    api.cut();
    await vi.waitFor(() => expect(api.watches).toEqual(['1', '2']));
    expect(api.lists).toBe(1);
  });

  test('a version that is gone means a new list, whose differences are told', async () => {
    const api = fakeApi();
    api.put('a');
    api.put('b');
    const { informer, events } = start(api);
    await informer.synced;
    await vi.waitFor(() => expect(api.watches).toHaveLength(1));
    api.cut(expired('too old resource version: 3 (9)'));
    api.remove('a');
    api.put('c');
    await vi.waitFor(() => expect(informer.get('default', 'c')).toBeDefined());
    expect(api.lists).toBe(2);
    expect(events).toEqual(['add a', 'add b', 'delete a', 'add c']);
  });

  test('failures are told and retried', async () => {
    const errors: unknown[] = [];
    const api = fakeApi();
    api.failNext(new Error('down'));
    const { informer } = start(api, { onError: (error) => errors.push(error) });
    await informer.synced;
    expect(api.lists).toBe(2);
    expect(errors).toEqual([new Error('down')]);
  });

  test('a handler that throws stops no other', async () => {
    const errors: unknown[] = [];
    const { api, informer, events } = start(fakeApi(), { onError: (error) => errors.push(error) });
    informer.on(() => {
      throw new Error('handler');
    });
    await informer.synced;
    await vi.waitFor(() => expect(api.watches).toHaveLength(1));
    api.put('a');
    await vi.waitFor(() => expect(events).toEqual(['add a']));
    expect(errors).toEqual([new Error('handler')]);
  });

  test('a resync tells all again', async () => {
    const api = fakeApi();
    api.put('a');
    const { informer, events } = start(api, { resyncMs: 5 });
    await informer.synced;
    await vi.waitFor(() => expect(events.slice(0, 2)).toEqual(['add a', 'update a']));
  });

  test('close ends the watch and tells nothing more', async () => {
    const { api, informer, events } = start();
    await informer.synced;
    await informer.close();
    api.put('a');
    await sleep(2);
    expect(events).toEqual([]);
    informer.start();
    expect(api.lists).toBe(1);
  });
});
