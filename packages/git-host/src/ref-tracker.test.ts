import { describe, expect, it } from 'vitest';

import { compareRefs, type RefEvent } from './ref-events.ts';
import { createMemoryRefStore } from './ref-store.ts';
import { createRefTracker } from './ref-tracker.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

describe('compareRefs', () => {
  it.each<[string, Record<string, string>, Record<string, string>, unknown[]]>([
    ['nothing', {}, {}, []],
    ['the same', { x: A }, { x: A }, []],
    ['a new ref', {}, { x: A }, [['x', null, A]]],
    ['a moved ref', { x: A }, { x: B }, [['x', A, B]]],
    ['a deleted ref', { x: A }, {}, [['x', A, null]]],
    [
      'several, by name',
      { b: A },
      { c: B, a: B },
      [
        ['a', null, B],
        ['b', A, null],
        ['c', null, B],
      ],
    ],
  ])('%s', (_name, recorded, seen, expected) => {
    const events = compareRefs(
      'r',
      new Map(Object.entries(recorded)),
      new Map(Object.entries(seen)),
    );
    expect(events.map((event) => [event.ref, event.before, event.after])).toEqual(expected);
  });
});

describe('the tracker', () => {
  it('reconciles one repository one at a time, and others meanwhile', async () => {
    const running: string[] = [];
    let most = 0;
    const tracker = createRefTracker({
      store: createMemoryRefStore(),
      async readRefs(repository) {
        running.push(repository);
        most = Math.max(most, running.length);
        expect(running.filter((name) => name === repository)).toHaveLength(1);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running.splice(running.indexOf(repository), 1);
        return new Map([['x', A]]);
      },
    });
    const told = await Promise.all(['a', 'a', 'b', 'a'].map((name) => tracker.reconcile(name)));
    expect(told.map((events) => events.length)).toEqual([1, 0, 1, 0]);
    expect(most).toBe(2);
  });

  it('goes on after a failure, and forgets in order', async () => {
    let failing = true;
    const tracker = createRefTracker({
      store: createMemoryRefStore(),
      readRefs: () =>
        failing ? Promise.reject(new Error('disk')) : Promise.resolve(new Map([['x', A]])),
    });
    await expect(tracker.reconcile('r')).rejects.toThrow('disk');
    failing = false;
    expect(await tracker.reconcile('r')).toHaveLength(1);
    await tracker.forget('r');
    expect(await tracker.reconcile('r')).toHaveLength(1);
  });

  it('tells each listener until it leaves, with the pusher', async () => {
    const refs = new Map([['x', A]]);
    const seen: RefEvent[] = [];
    const tracker = createRefTracker({
      store: createMemoryRefStore(),
      readRefs: () => Promise.resolve(new Map(refs)),
      readPusher: (event) => Promise.resolve(event.after === A ? 'maria' : undefined),
    });
    const leave = tracker.subscribe((event) => void seen.push(event));
    await tracker.reconcile('r');
    refs.set('x', B);
    await tracker.reconcile('r');
    leave();
    refs.delete('x');
    await tracker.reconcile('r');
    expect(seen).toEqual([
      { repository: 'r', ref: 'x', before: null, after: A, pusher: 'maria' },
      { repository: 'r', ref: 'x', before: A, after: B },
    ]);
  });
});
