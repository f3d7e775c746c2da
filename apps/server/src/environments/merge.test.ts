import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { merge } from './merge.ts';

async function* every(ms: number, items: readonly string[]): AsyncIterable<string> {
  for (const item of items) {
    await delay(ms);
    yield item;
  }
}

describe('merge', () => {
  it('yields every item of every source, each source in its order', async () => {
    const seen: string[] = [];
    for await (const item of merge([every(2, ['a1', 'a2', 'a3']), every(3, ['b1', 'b2'])]))
      seen.push(item);
    expect(seen.filter((item) => item.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(seen.filter((item) => item.startsWith('b'))).toEqual(['b1', 'b2']);
  });

  it('ends with no sources, and passes a failure on', async () => {
    for await (const item of merge([])) expect.fail(`got ${String(item)}`);
    async function* failing(): AsyncIterable<string> {
      yield await Promise.reject(new Error('broken'));
    }
    await expect(async () => {
      for await (const item of merge([failing()])) void item;
    }).rejects.toThrow('broken');
  });
});
