import { expect, test } from 'vitest';
import { GroupCommit } from './group-commit.ts';
import { KeyedMutex } from './keyed-mutex.ts';

test('what arrives while a batch is in flight forms the next one', async () => {
  const batches: number[][] = [];
  let release = (): void => undefined;
  const commits = new GroupCommit<number, number>(async (items) => {
    batches.push(items);
    if (batches.length === 1) await new Promise<void>((resolve) => (release = resolve));
    return items.map((item) => item * 10);
  }, 3);
  const first = [commits.submit(1), commits.submit(2)];
  await new Promise((resolve) => setImmediate(resolve));
  const rest = [3, 4, 5, 6].map((item) => commits.submit(item));
  release();
  expect(await Promise.all([...first, ...rest])).toEqual([10, 20, 30, 40, 50, 60]);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
  await commits.idle();
});

test('a batch that fails fails each of its items, and the next goes on', async () => {
  let fail = true;
  const commits = new GroupCommit<number, number>(async (items) => {
    if (fail) throw new Error('no');
    return items;
  });
  const results = await Promise.allSettled([commits.submit(1), commits.submit(2)]);
  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
  fail = false;
  expect(await commits.submit(3)).toBe(3);
});

test('tasks of one key take turns, also after a failure; other keys do not wait', async () => {
  const mutex = new KeyedMutex();
  const order: string[] = [];
  const task = (name: string, wait: number) => async (): Promise<string> => {
    order.push(`+${name}`);
    await new Promise((resolve) => setTimeout(resolve, wait));
    order.push(`-${name}`);
    if (name === 'a') throw new Error('a failed');
    return name;
  };
  const results = await Promise.allSettled([
    mutex.run('k', task('a', 20)),
    mutex.run('k', task('b', 1)),
    mutex.run('other', task('c', 1)),
  ]);
  expect(order).toEqual(['+a', '+c', '-c', '-a', '+b', '-b']);
  expect(results.map((result) => result.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});
