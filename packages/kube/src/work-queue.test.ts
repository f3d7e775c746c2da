import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { createWorkQueue } from './work-queue.ts';

describe('work queue', () => {
  test('a key added many times at once is worked on once', async () => {
    const seen: string[] = [];
    const queue = createWorkQueue({
      reconcile: async (key) => {
        seen.push(key);
      },
    });
    for (const key of ['a', 'b', 'a', 'a']) queue.add(key);
    expect(seen).toEqual([]);
    await queue.idle();
    expect(seen).toEqual(['a', 'b']);
    await queue.close();
  });

  test('a key added while it runs is worked on once more, never twice at a time', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const queue = createWorkQueue({
      concurrency: 4,
      reconcile: async (key) => {
        running++;
        most = Math.max(most, running);
        runs++;
        if (runs === 1) {
          queue.add(key);
          queue.add(key);
        }
        await sleep(2);
        running--;
      },
    });
    queue.add('a');
    await queue.idle();
    expect([runs, most]).toEqual([2, 1]);
    await queue.close();
  });

  test('different keys run side by side up to the limit', async () => {
    let running = 0;
    let most = 0;
    const queue = createWorkQueue({
      concurrency: 2,
      reconcile: async () => {
        most = Math.max(most, ++running);
        await sleep(2);
        running--;
      },
    });
    for (const key of ['a', 'b', 'c', 'd']) queue.add(key);
    await queue.idle();
    expect(most).toBe(2);
    await queue.close();
  });

  test('a failure is told and retried with a growing pause', async () => {
    const times: number[] = [];
    const errors: unknown[] = [];
    const queue = createWorkQueue({
      backoff: { baseMs: 5, maxMs: 12 },
      onError: (error, key) => errors.push([key, (error as Error).message]),
      reconcile: async () => {
        times.push(performance.now());
        if (times.length < 4) throw new Error(`no ${times.length}`);
      },
    });
    queue.add('a');
    await queue.idle();
    expect(errors).toEqual([
      ['a', 'no 1'],
      ['a', 'no 2'],
      ['a', 'no 3'],
    ]);
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(4);
    expect(pauses[1]).toBeGreaterThanOrEqual(9);
    await queue.close();
  });

  test('a requeue comes by itself, and the shorter pause counts', async () => {
    let runs = 0;
    const queue = createWorkQueue({
      reconcile: async () => (++runs === 1 ? { requeueAfterMs: 5 } : undefined),
    });
    queue.addAfter('a', 60_000);
    queue.addAfter('a', 1);
    queue.addAfter('a', 60_000);
    await vi.waitFor(() => expect(runs).toBe(2));
    await queue.close();
  });

  test('close aborts what runs, waits for it and forgets the rest', async () => {
    let aborted = false;
    let runs = 0;
    const queue = createWorkQueue({
      reconcile: async (_key, signal) => {
        runs++;
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        aborted = true;
        throw new Error('aborted');
      },
      onError: () => expect.unreachable('an abort is no failure'),
    });
    queue.add('a');
    queue.add('b');
    await sleep(1);
    await queue.close();
    queue.add('c');
    await queue.idle();
    expect([aborted, runs]).toEqual([true, 1]);
  });
});
