import { describe, expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { WatchCache } from './watch-cache.ts';

const id = 'core/configmaps';

function entry(rv: number, name: string, namespace = 'n'): Entry {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, resourceVersion: String(rv) },
  };
  return { id, namespace, name, rv, object, json: Buffer.from(JSON.stringify(object)) };
}

const names = (entries: readonly Entry[] | undefined): string | undefined =>
  entries?.map((item) => `${item.namespace}/${item.name}@${item.rv}`).join(' ');

function filled(capacity = 100): WatchCache {
  const cache = new WatchCache(capacity);
  cache.load([entry(1, 'b'), entry(2, 'a', 'm')], 2);
  cache.apply([
    { rv: 3, entry: entry(3, 'a') },
    { rv: 4, entry: entry(4, 'b') },
  ]);
  cache.apply([{ rv: 6, deleted: entry(6, 'b') }]);
  return cache;
}

describe('WatchCache', () => {
  test('lists in key order, of one namespace or all', () => {
    const cache = filled();
    expect(names(cache.list(id))).toBe('m/a@2 n/a@3');
    expect(names(cache.list(id, 'n'))).toBe('n/a@3');
    expect(names(cache.list('core/none'))).toBe('');
    expect(cache.applied).toBe(6);
  });

  test.each([
    [2, 'm/a@2 n/b@1'],
    [3, 'm/a@2 n/a@3 n/b@1'],
    [4, 'm/a@2 n/a@3 n/b@4'],
    [5, 'm/a@2 n/a@3 n/b@4'],
    [6, 'm/a@2 n/a@3'],
    [1, undefined],
  ])('the state at %i', (rv, expected) => {
    expect(names(filled().listAt(id, rv))).toBe(expected);
  });

  test('history since a revision, as far as it is kept', () => {
    const cache = filled();
    const kinds = (rv: number): string[] | undefined =>
      cache.since(id, rv)?.map((event) => `${event.type} ${event.rv} ${event.previous?.rv ?? '-'}`);
    expect(kinds(2)).toEqual(['ADDED 3 -', 'MODIFIED 4 1', 'DELETED 6 4']);
    expect(kinds(4)).toEqual(['DELETED 6 4']);
    expect(kinds(6)).toEqual([]);
    expect(kinds(1)).toBeUndefined();
  });

  test('a small window forgets', () => {
    const cache = new WatchCache(4);
    for (let rv = 1; rv <= 10; rv += 1) cache.apply([{ rv, entry: entry(rv, `x${rv}`) }]);
    expect(cache.windowStart).toBeGreaterThan(0);
    expect(cache.since(id, cache.windowStart)?.at(0)?.rv).toBe(cache.windowStart + 1);
    expect(cache.since(id, cache.windowStart - 1)).toBeUndefined();
  });

  test('one call a batch; what is applied already is skipped; unsubscribed is silent', () => {
    const cache = filled();
    const calls: number[][] = [];
    const stop = cache.subscribe(id, (events) => calls.push(events.map((event) => event.rv)));
    cache.apply([
      { rv: 6, entry: entry(6, 'old') },
      { rv: 7, entry: entry(7, 'c') },
      { rv: 8, entry: entry(8, 'd') },
    ]);
    cache.apply([{ rv: 7, entry: entry(7, 'c') }]);
    stop();
    cache.apply([{ rv: 9, entry: entry(9, 'e') }]);
    expect(calls).toEqual([[7, 8]]);
    expect(cache.get({ id, namespace: 'n', name: 'old' })).toBeUndefined();
  });
});
