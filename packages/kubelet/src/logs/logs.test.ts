import { appendFileSync, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastLines } from './last-lines.ts';
import { formatEntry, parseIndex, timeAt } from './log-index.ts';
import { indexFile, LogTracker, rotatedFile } from './log-tracker.ts';
import { readLogs, type LogOptions } from './read-logs.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs-'));
  file = join(folder, '0.log');
  await writeFile(file, '');
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

async function read(options: LogOptions, live = (): boolean => false, now = 0): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of readLogs(file, options, live, now, never)) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

test('an index tells when a byte was seen; a half-written line is left out', () => {
  const entries = parseIndex(
    `${formatEntry({ offset: 0, time: 100 })}${formatEntry({ offset: 50, time: 200 })}9`,
  );
  expect([0, 49, 50, 999].map((offset) => timeAt(entries, offset))).toEqual([100, 100, 200, 200]);
  expect(timeAt([], 5)).toBeUndefined();
});

test('tail, since, limit and timestamps', async () => {
  await writeFile(file, 'one\ntwo\nthree\n');
  await writeFile(
    indexFile(file),
    formatEntry({ offset: 0, time: 1000 }) + formatEntry({ offset: 4, time: 61_000 }),
  );
  expect(await read({ tailLines: 2 })).toBe('two\nthree\n');
  expect(await read({ tailLines: 0 })).toBe('');
  expect(await read({ limitBytes: 5 })).toBe('one\nt');
  expect(await read({ sinceSeconds: 10 }, undefined, 62_000)).toBe('two\nthree\n');
  expect(await read({ sinceTime: '1970-01-01T00:01:00Z' })).toBe('two\nthree\n');
  expect(await read({ timestamps: true, tailLines: 1 })).toBe(
    '1970-01-01T00:01:01.000000000Z three\n',
  );
});

test('follow gives whole lines as they come and the rest at the end', async () => {
  let live = true;
  await writeFile(file, 'a\nhal');
  const text = read({ follow: true }, () => live);
  setTimeout(() => appendFileSync(file, 'f\nb\n'), 40);
  setTimeout(() => appendFileSync(file, 'no end'), 80);
  setTimeout(() => (live = false), 120);
  expect(await text).toBe('a\nhalf\nb\nno end');
});

test('follow ends with its signal', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 30);
  for await (const _ of readLogs(file, { follow: true }, () => true, 0, abort.signal))
    throw new Error('none');
});

test('growth is timed, and a large log is rotated by copy and truncate', async () => {
  let now = 1000;
  const tracker = new LogTracker(file, 100, () => now, false);
  appendFileSync(file, 'first\n');
  await expect
    .poll(async () => await readFile(indexFile(file), 'utf8').catch(() => ''))
    .toBe('0 1000\n');
  now = 2000;
  appendFileSync(file, `${'x'.repeat(100)}\n`);
  await expect.poll(() => existsSync(rotatedFile(file))).toBe(true);
  await expect.poll(async () => (await readFile(file)).length).toBe(0);
  now = 3000;
  appendFileSync(file, 'last\n');
  await tracker.close();
  expect(await read({ timestamps: true })).toBe(
    `1970-01-01T00:00:01.000000000Z first\n1970-01-01T00:00:02.000000000Z ${'x'.repeat(100)}\n1970-01-01T00:00:03.000000000Z last\n`,
  );
});

test('a resumed log is not timed anew', async () => {
  await writeFile(file, 'old\n');
  await writeFile(indexFile(file), '0 5\n');
  const tracker = new LogTracker(file, 1000, () => 77, true);
  appendFileSync(file, 'new\n');
  await tracker.close();
  expect(parseIndex(await readFile(indexFile(file), 'utf8'))).toEqual([
    { offset: 0, time: 5 },
    { offset: 4, time: 77 },
  ]);
});

test('the last lines are at most 2 KiB, and a missing log is empty', async () => {
  await writeFile(file, `${'y'.repeat(5000)}\nend\n`);
  const text = await lastLines(file);
  expect(text.endsWith('y\nend\n')).toBe(true);
  expect(text.length).toBe(2048);
  expect(await lastLines(join(folder, 'none'))).toBe('');
});
