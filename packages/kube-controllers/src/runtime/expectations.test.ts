import type { Informer, InformerHandler, KubeObject } from '@fairway/kube';
import { expect, test } from 'vitest';
import { ago, pod } from '../_objects.ts';
import { createExpectations } from './expectations.ts';

/** An informer that shows what it is told to. */
function informer(): { informer: Informer; show: (...event: Parameters<InformerHandler>) => void } {
  const objects = new Map<string, KubeObject>();
  const handlers = new Set<InformerHandler>();
  return {
    informer: {
      start: () => undefined,
      synced: Promise.resolve(),
      get: (_namespace, name) => objects.get(name),
      list: () => [...objects.values()],
      on: (handler) => {
        handlers.add(handler);
        return () => handlers.delete(handler);
      },
      close: async () => undefined,
    },
    show(event, object) {
      const name = object.metadata.name ?? '';
      if (event === 'delete') objects.delete(name);
      else objects.set(name, object);
      for (const handler of handlers) handler(event, object);
    },
  };
}

test('a created pod is waited for, a deleted one too', () => {
  const { informer: pods, show } = informer();
  const expectations = createExpectations(pods);
  expectations.created('k', pod('a'));
  expectations.created('k', pod('b'));
  expect(expectations.satisfied('k')).toBe(false);
  expect(expectations.satisfied('other')).toBe(true);
  show('add', pod('a'));
  show('add', pod('b'));
  expect(expectations.satisfied('k')).toBe(true);
  expectations.deleted('k', pod('a'));
  expectations.deleted('k', pod('b'));
  expect(expectations.satisfied('k')).toBe(false);
  show('update', pod('a', { metadata: { name: 'a', uid: 'uid-a', deletionTimestamp: ago(0) } }));
  show('delete', pod('b'));
  expect(expectations.satisfied('k')).toBe(true);
  expectations.close();
});

test('what the informer has shown before is not waited for', () => {
  const { informer: pods, show } = informer();
  const expectations = createExpectations(pods);
  show('add', pod('a'));
  expectations.created('k', pod('a'));
  expectations.deleted('k', pod('gone'));
  expect(expectations.satisfied('k')).toBe(true);
});

test('a wait without end is given up', () => {
  let time = 0;
  const expectations = createExpectations(informer().informer, () => time);
  expectations.created('k', pod('a'));
  time = 29_000;
  expect(expectations.satisfied('k')).toBe(false);
  time = 31_000;
  expect(expectations.satisfied('k')).toBe(true);
});
