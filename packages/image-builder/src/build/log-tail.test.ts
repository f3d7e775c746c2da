import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { LogTail } from './log-tail.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fairway-tail-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

it('gives whole lines as they come, and the rest at the end', async () => {
  const lines: string[] = [];
  const file = join(dir, 'log');
  const tail = new LogTail(file, (line) => lines.push(line));
  await tail.read();
  await appendFile(file, 'one\r\ntw');
  await tail.read();
  expect(lines).toEqual(['one']);
  const bytes = Buffer.from('o é\nlast');
  await appendFile(file, bytes.subarray(0, 3));
  await tail.read();
  await appendFile(file, bytes.subarray(3));
  await tail.finish();
  expect(lines).toEqual(['one', 'two é', 'last']);
});

it('keeps the last forty lines, and cuts endless ones', async () => {
  let count = 0;
  const file = join(dir, 'log');
  await appendFile(
    file,
    `${Array.from({ length: 100 }, (_, index) => index).join('\n')}\n${'x'.repeat(100_000)}`,
  );
  const tail = new LogTail(file, (line) => {
    count += 1;
    expect(line.length).toBeLessThanOrEqual(8192);
  });
  await tail.finish();
  expect(count).toBeGreaterThan(100);
  expect(tail.last).toHaveLength(40);
});
