import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDataDirectory } from './data-directory.ts';
import { readOrCreateKey } from './key-file.ts';
import { processStartTime } from './process-start-time.ts';
import { lockDataDirectory, readServerRecord } from './server-lock.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-data-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const server = { port: 8080, origin: 'http://localhost:8080' };

/** The pid and start time of a process that has ended. */
async function ended(): Promise<{ pid: number; startTime: string }> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  const pid = child.pid ?? 0;
  const startTime = (await processStartTime(pid)) ?? '';
  child.kill('SIGKILL');
  await once(child, 'exit');
  return { pid, startTime };
}

describe('openDataDirectory', () => {
  it('makes folders that belong to nobody else, and finds them again', async () => {
    const path = join(folder, 'deep', 'data');
    const made = await openDataDirectory(path);
    expect(await openDataDirectory(path)).toEqual(made);
    for (const part of [made.root, made.git, made.registry, made.sandbox]) {
      expect((await stat(part)).mode & 0o077).toBe(0);
    }
  });

  it('keeps the path of the socket short, and apart from that of other directories', async () => {
    const long = join(folder, 'd'.repeat(200));
    const [one, two] = [await openDataDirectory(long), await openDataDirectory(join(folder, 'b'))];
    expect(Buffer.byteLength(join(one.postgresSocket, '.s.PGSQL.5432'))).toBeLessThan(107);
    expect(one.postgresSocket).not.toBe(two.postgresSocket);
  });

  it('says what to do when the path is that of a file', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openDataDirectory(join(folder, 'file'))).rejects.toMatchObject({
      code: 'data-directory-unusable',
      message: expect.stringContaining(join(folder, 'file')),
      remedy: expect.stringContaining('--data'),
    });
  });
});

describe('readOrCreateKey', () => {
  it('makes a key once, for its owner alone, also when asked twice at once', async () => {
    const path = join(folder, 'key');
    const keys = await Promise.all([1, 2, 3, 4].map(() => readOrCreateKey(path, 32)));
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['key']);
  });

  it('is not kept from it by what a crash left beside', async () => {
    const path = join(folder, 'key');
    await writeFile(`${path}.${process.pid}.tmp`, 'half');
    expect(await readOrCreateKey(path, 16)).toHaveLength(16);
  });

  it.each(['', 'abcd', 'not hexadecimal', 'ab'.repeat(33)])(
    'refuses a file that holds %j, and leaves it',
    async (text) => {
      const path = join(folder, 'key');
      await writeFile(path, text);
      await expect(readOrCreateKey(path, 32)).rejects.toMatchObject({
        code: 'data-directory-unusable',
        remedy: expect.stringContaining('backup'),
      });
      expect(await readFile(path, 'utf8')).toBe(text);
    },
  );

  it('hands on that it may not read', async () => {
    await mkdir(join(folder, 'key'));
    await expect(readOrCreateKey(join(folder, 'key'), 32)).rejects.toThrow('EISDIR');
  });
});

describe('lockDataDirectory', () => {
  const path = (): string => join(folder, 'server.json');

  it('tells who holds the directory, until it is released', async () => {
    const lock = await lockDataDirectory(path(), server);
    expect(await readServerRecord(path())).toMatchObject({ pid: process.pid, ...server });
    await lock.release();
    expect(await readServerRecord(path())).toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a second server while the first lives', async () => {
    await lockDataDirectory(path(), server);
    await expect(lockDataDirectory(path(), { ...server, port: 1 })).rejects.toMatchObject({
      code: 'data-directory-in-use',
      data: { pid: process.pid },
      remedy: expect.stringContaining('fairway down'),
    });
    expect(await readServerRecord(path())).toMatchObject(server);
    expect(await readdir(folder)).toEqual(['server.json']);
  });

  it('takes over from a process that has ended', async () => {
    await writeFile(path(), JSON.stringify({ ...(await ended()), ...server }));
    expect(await readServerRecord(path())).toBeUndefined();
    await lockDataDirectory(path(), server);
    expect(await readServerRecord(path())).toMatchObject({ pid: process.pid });
    expect(await readdir(folder)).toEqual(['server.json']);
  });

  it('takes over from an earlier process whose pid lives again', async () => {
    await writeFile(path(), JSON.stringify({ pid: process.pid, startTime: '1', ...server }));
    await lockDataDirectory(path(), server);
    expect((await readServerRecord(path()))?.startTime).not.toBe('1');
  });

  it.each(['', '{', 'null', '[]', '{"pid":"x"}', '{"pid":-1,"startTime":"","port":1,"origin":""}'])(
    'takes over from the record %j, which names nobody',
    async (text) => {
      await writeFile(path(), text);
      expect(await readServerRecord(path())).toBeUndefined();
      await lockDataDirectory(path(), server);
      expect(await readServerRecord(path())).toMatchObject(server);
    },
  );

  it('lets one of several servers that start at once take over', async () => {
    await writeFile(path(), JSON.stringify({ ...(await ended()), ...server }));
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((port) => lockDataDirectory(path(), { ...server, port })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('processStartTime', () => {
  it('is the same for the same process, and undefined for one that is gone', async () => {
    const own = await processStartTime(process.pid);
    expect(own).toMatch(/\d/);
    expect(await processStartTime(process.pid)).toBe(own);
    expect(await processStartTime((await ended()).pid)).toBeUndefined();
  });
});
