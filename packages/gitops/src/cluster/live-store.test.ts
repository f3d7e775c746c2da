import { StatusError, type KubeClient, type KubeObject, type WatchEvent } from '@fairway/kube';
import { expect, test } from 'vitest';
import { openLiveStore, type LiveStore } from './live-store.ts';
import { isOlder } from './resource-version.ts';

const resource = { group: '', version: 'v1', resource: 'configmaps' };

function object(name: string, resourceVersion: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'ns', resourceVersion },
  };
}

/** A server of scripted lists and watches; after the script a watch stays open. */
function scripted(
  lists: (KubeObject[] | StatusError)[],
  watches: (WatchEvent[] | StatusError)[],
): { client: KubeClient; asked: string[] } {
  const asked: string[] = [];
  const client = {
    async list() {
      asked.push('list');
      const items = lists.shift() ?? [];
      if (items instanceof StatusError) throw items;
      return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '10' }, items };
    },
    async *watch(
      _: unknown,
      { resourceVersion, signal }: { resourceVersion?: string; signal?: AbortSignal },
    ) {
      asked.push(`watch ${resourceVersion ?? ''}`);
      const events = watches.shift();
      if (events instanceof StatusError) throw events;
      yield* events ?? [];
      if (events === undefined)
        await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    },
  };
  return { client: client as unknown as KubeClient, asked };
}

function failure(code: number): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
  });
}

function names(store: LiveStore): readonly string[] {
  return [...store.values()].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`);
}

test('lists, watches on from there, and goes on from the last event', async () => {
  const { client, asked } = scripted(
    [[object('a', '5')]],
    [
      [
        { type: 'ADDED', object: object('b', '11') },
        { type: 'BOOKMARK', object: object('', '15') },
      ],
    ],
  );
  const store = openLiveStore({
    client,
    resource,
    onChange: () => undefined,
    onError: () => undefined,
  });
  await store.ready;
  await expect.poll(() => asked).toEqual(['list', 'watch 10', 'watch 15']);
  expect(names(store)).toEqual(['a@5', 'b@11']);
  await store.close();
});

test('lists again when the watch is too old, and takes away what is gone', async () => {
  const gone: string[] = [];
  const { client, asked } = scripted(
    [[object('a', '5'), object('b', '6')], [object('b', '6')]],
    [failure(410)],
  );
  const store = openLiveStore({
    client,
    resource,
    onChange: ({ before, object: now }) => {
      if (now === undefined) gone.push(before?.metadata.name ?? '');
    },
    onError: () => undefined,
  });
  await expect.poll(() => asked).toEqual(['list', 'watch 10', 'list', 'watch 10']);
  expect([names(store), gone]).toEqual([['b@6'], ['a']]);
  await store.close();
});

test('a kind that is not served is empty, and ready', async () => {
  const { client } = scripted([failure(404)], []);
  const store = openLiveStore({
    client,
    resource,
    onChange: () => undefined,
    onError: () => undefined,
  });
  await store.ready;
  expect(names(store)).toEqual([]);
  await store.close();
});

test('what a write returned is kept, unless the watch knows better', async () => {
  const { client, asked } = scripted([[object('a', '5')]], []);
  const store = openLiveStore({
    client,
    resource,
    onChange: () => undefined,
    onError: () => undefined,
  });
  await expect.poll(() => asked).toHaveLength(2);
  store.observe(object('a', '12'));
  store.observe(object('a', '7'));
  store.observe(object('new', '13'));
  store.observe(object('deleted', '9'));
  expect(names(store)).toEqual(['a@12', 'new@13']);
  await store.close();
});

test.each([
  ['9', '10', true],
  ['10', '9', false],
  ['10', '10', false],
  [undefined, '1', false],
  ['x', '1', false],
])('version %s is older than %s: %s', (a, b, expected) => {
  expect(isOlder(a, b)).toBe(expected);
});
