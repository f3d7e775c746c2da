import { assert, asyncProperty, constantFrom, integer, record, string } from 'fast-check';
import { extract } from 'tar-stream';
import { expect, it } from 'vitest';

import { entryPath } from './entry-path.ts';
import { encodeTarHeader, tarEnd, type TarHeader } from './tar-header.ts';

/** What another tar implementation reads in our header. */
async function decode(header: TarHeader): Promise<object> {
  const reader = extract();
  reader.end(Buffer.concat([encodeTarHeader(header), tarEnd()]));
  for await (const entry of reader) {
    entry.resume();
    const { name, type, mode, uid, gid, mtime, linkname } = entry.header;
    return { name, type, mode, uid, gid, mtime: mtime.getTime() / 1000, linkname };
  }
  throw new Error('no entry');
}

it('another tar reads what was written, whatever the names', async () => {
  const name = string({
    unit: constantFrom('a', 'B', '/', '.', 'é', '字', ' ', 'long-'.repeat(9)),
    minLength: 1,
    maxLength: 12,
  });
  const number = integer({ min: 0, max: 0o7777777 });
  const header = record({
    name,
    linkName: name,
    mode: integer({ min: 1, max: 0o7777 }),
    uid: number,
    gid: number,
    mtime: number,
  });
  await assert(
    asyncProperty(header, async (parts) => {
      const decoded = await decode({ ...parts, type: 'symlink', size: 0 });
      const { linkName, ...rest } = parts;
      expect(decoded).toEqual({ ...rest, type: 'symlink', linkname: linkName });
    }),
    { numRuns: 60 },
  );
});

it('refuses what no header can say', () => {
  const header = {
    name: 'a',
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 0,
    mtime: 0,
  } as const;
  expect(() => encodeTarHeader({ ...header, uid: 8 ** 7 })).toThrow('does not fit');
});

it('says sizes beyond the old limit in an extended header', () => {
  const header = {
    name: 'a',
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size: 10 * 1024 ** 3,
    mtime: 0,
  } as const;
  expect(encodeTarHeader(header).toString('latin1')).toContain('20 size=10737418240\n');
});

it.each([
  ['./', ''],
  ['.', ''],
  ['./a//b/./c/', 'a/b/c'],
  ['..a/b..', '..a/b..'],
])('entryPath cleans %j', (name, path) => {
  expect(entryPath(name)).toBe(path);
});

it.each([
  '/',
  '/etc',
  '..',
  'a/..',
  'a/../../b',
  '../a',
  'a\0b',
  'x'.repeat(256),
  'a/'.repeat(3000),
])('entryPath refuses %j', (name) => {
  expect(() => entryPath(name)).toThrowError(expect.objectContaining({ code: 'invalid-layer' }));
});
