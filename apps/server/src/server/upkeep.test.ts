import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startUpkeep, type UpkeepTask } from './upkeep.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function task(change: Partial<UpkeepTask> = {}) {
  const run = vi.fn(async () => undefined);
  return { name: 'prune', everyMs: 1_000, run, ...change };
}

describe('startUpkeep', () => {
  it('does each task in its own interval', async () => {
    const often = task();
    const seldom = task({ name: 'seldom', everyMs: 3_000 });
    const upkeep = startUpkeep([often, seldom], vi.fn());
    await vi.advanceTimersByTimeAsync(6_500);
    expect(often.run).toHaveBeenCalledTimes(6);
    expect(seldom.run).toHaveBeenCalledTimes(2);
    await upkeep.close();
  });

  it('tells a failure and tries again', async () => {
    const failure = new Error('the database is away');
    const failing = task({ run: vi.fn(async () => Promise.reject(failure)) });
    const onError = vi.fn();
    const upkeep = startUpkeep([failing], onError);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(onError.mock.calls).toEqual([
      [failure, 'prune'],
      [failure, 'prune'],
    ]);
    await upkeep.close();
  });

  it('never does a task twice at once, and waits for it when it closes', async () => {
    let end: () => void = () => undefined;
    const slow = task({
      run: vi.fn(() => new Promise<undefined>((done) => (end = () => done(undefined)))),
    });
    const upkeep = startUpkeep([slow], vi.fn());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(slow.run).toHaveBeenCalledTimes(1);
    let closed = false;
    const closing = upkeep.close().then(() => (closed = true));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(closed).toBe(false);
    end();
    await closing;
    expect(slow.run).toHaveBeenCalledTimes(1);
  });
});
