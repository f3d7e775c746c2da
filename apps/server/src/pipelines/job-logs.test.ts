import { appendFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJobLogs, type JobLogs } from './job-logs.ts';

let folder: string;
let logs: JobLogs;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-logs-'));
  logs = createJobLogs(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const forever = new AbortController().signal;
const fileOf = (job: string): string => join(folder, 'run', 'logs', `${job}.log`);

async function read(job: string, after = 0, from: JobLogs = logs): Promise<string[]> {
  const lines: string[] = [];
  const options = { after, goesOn: async () => false, signal: forever };
  for await (const { number, text } of from.read('run', job, options)) {
    lines.push(`${number} ${text}`);
  }
  return lines;
}

describe('append', () => {
  it('keeps lines of each job in the order in which they came', async () => {
    for (let n = 1; n <= 500; n += 1) logs.append('run', n % 2 === 0 ? 'even' : 'odd', `line ${n}`);
    await logs.flushed();
    const odd = await read('odd');
    expect(odd).toHaveLength(250);
    expect(odd[0]).toBe('1 line 1');
    expect(odd.at(-1)).toBe('250 line 499');
  });

  it.each([
    ['a\r\nb', 'a b'],
    ['with \u2028 and \u2029', 'with \u2028 and \u2029'],
    ['grün 🚢', 'grün 🚢'],
    ['', ''],
    ['x'.repeat(20_000), 'x'.repeat(16_384)],
  ])('writes %j as one line, and finds the next one', async (line, text) => {
    logs.append('run', 'job', line);
    logs.append('run', 'job', 'next');
    await logs.flushed();
    expect(await read('job')).toEqual([`1 ${text}`, '2 next']);
  });

  it('ends a log that is too long, and says so once', async () => {
    const small = createJobLogs(folder, 100);
    for (let n = 0; n < 1_000; n += 1) small.append('run', 'loud', 'twenty characters ..');
    small.append('run', 'quiet', 'hello');
    await small.flushed();
    const lines = await read('loud', 0, small);
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toContain('the rest is left out');
    expect(await read('quiet', 0, small)).toEqual(['1 hello']);
  });

  it.each(['../../escape', '..', 'a/b', 'm ('.padEnd(400, 'ä')])(
    'keeps the job %j inside the folder of the run',
    async (job) => {
      logs.append('run', job, 'here');
      await logs.flushed();
      expect(await readdir(join(folder, 'run', 'logs'))).toHaveLength(1);
      expect(await read(job)).toEqual(['1 here']);
    },
  );

  it('keeps what it writes to its owner', async () => {
    logs.append('run', 'job', 'secret');
    await logs.flushed();
    expect((await stat(fileOf('job'))).mode & 0o077).toBe(0);
  });

  it('tells once that lines could not be written, and goes on', async () => {
    await writeFile(join(folder, 'run'), 'a file where the folder should be');
    logs.append('run', 'job', 'lost');
    await expect(logs.flushed()).rejects.toThrow(/EEXIST|ENOTDIR/);
    await rm(join(folder, 'run'));
    logs.append('run', 'job', 'kept');
    await logs.flushed();
    expect(await read('job')).toEqual(['1 kept']);
  });
});

describe('read', () => {
  it('resumes after a line', async () => {
    for (const line of ['a', 'b', 'c']) logs.append('run', 'job', line);
    await logs.flushed();
    expect(await read('job', 2)).toEqual(['3 c']);
    expect(await read('job', 3)).toEqual([]);
  });

  it('gives nothing for a job that never wrote', async () => {
    expect(await read('missing')).toEqual([]);
  });

  it('leaves a line that is not finished until it is', async () => {
    await mkdir(join(folder, 'run', 'logs'), { recursive: true });
    await writeFile(fileOf('job'), 'whole\nhalf');
    let more = true;
    const seen: string[] = [];
    const reading = (async () => {
      const options = { after: 0, goesOn: async () => more, signal: forever };
      for await (const { text } of logs.read('run', 'job', options)) seen.push(text);
    })();
    await expect.poll(() => seen).toEqual(['whole']);
    await appendFile(fileOf('job'), ' a line\n');
    await expect.poll(() => seen).toEqual(['whole', 'half a line']);
    more = false;
    await reading;
  });

  it('follows from the start again when the run is attempted anew', async () => {
    for (const line of ['old 1', 'old 2']) logs.append('run', 'job', line);
    await logs.flushed();
    let more = true;
    const seen: string[] = [];
    const reading = (async () => {
      const options = { after: 0, goesOn: async () => more, signal: forever };
      for await (const { number, text } of logs.read('run', 'job', options))
        seen.push(`${number} ${text}`);
    })();
    await expect.poll(() => seen).toHaveLength(2);
    await logs.reset('run');
    logs.append('run', 'job', 'new');
    await expect.poll(() => seen).toEqual(['1 old 1', '2 old 2', '1 new']);
    more = false;
    await reading;
  });

  it('ends with its signal', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const options = { after: 0, goesOn: async () => true, signal: controller.signal };
    const lines: unknown[] = [];
    for await (const line of logs.read('run', 'job', options)) lines.push(line);
    expect(lines).toEqual([]);
  });
});

describe('remove', () => {
  it('removes a run with its folder, and a second time nothing', async () => {
    logs.append('run', 'job', 'line');
    await logs.remove('run');
    await logs.remove('run');
    expect(await readdir(folder)).toEqual([]);
    logs.append('other', 'job', 'line');
    await logs.flushed();
    expect(await readdir(folder)).toEqual(['other']);
  });
});
