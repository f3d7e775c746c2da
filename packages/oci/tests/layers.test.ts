import {
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  symlink,
  writeFile,
  utimes,
  chmod,
} from 'node:fs/promises';
import { join } from 'node:path';

import { pack, type Header } from 'tar-stream';
import { describe, expect, it } from 'vitest';

import { createContentStore } from '../src/content-store.ts';
import type { LayerEntry } from '../src/layer-entry.ts';
import { packLayer } from '../src/pack-layer.ts';
import { unpackLayer } from '../src/unpack-layer.ts';
import { isWhiteout, walkLayer } from '../src/walk-layer.ts';
import { writeWhiteouts } from '../src/whiteouts.ts';
import { temporaryFolders } from './support.ts';

const folder = temporaryFolders();

type TarEntry = Partial<Header> & { readonly name: string; readonly body?: string };

/** A tar made by another writer than ours, so that hostile names can be said. */
async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { body, ...header } of entries) archive.entry(header, body ?? '');
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function unpack(entries: readonly TarEntry[], directory: string) {
  return unpackLayer({ source: once(await tarOf(entries)), directory });
}

async function collect(directory: string): Promise<LayerEntry[]> {
  const found: LayerEntry[] = [];
  for await (const entry of walkLayer(directory)) found.push(entry);
  return found;
}

async function makeTree(directory: string): Promise<void> {
  await mkdir(join(directory, 'b/deep'), { recursive: true });
  await writeFile(join(directory, 'b/deep/run.sh'), 'echo hi\n', { mode: 0o755 });
  await writeFile(join(directory, 'a'), 'A');
  await symlink('../outside', join(directory, 'b/link'));
  await link(join(directory, 'a'), join(directory, 'z'));
  await writeFile(join(directory, 'b', `${'long-'.repeat(40)}é`), Buffer.alloc(3_000_000, 7));
}

describe('packLayer and unpackLayer', () => {
  it.each(['gzip', 'none'] as const)('carry a tree through a %s layer', async (compression) => {
    const source = await folder();
    await makeTree(source);
    const store = await createContentStore({ dir: await folder() });
    const layer = await packLayer({ from: { directory: source }, store, compression });
    const target = await folder();
    const blob = await store.open(layer.digest);
    const { createGunzip } = await import('node:zlib');
    const tar = compression === 'gzip' ? blob.pipe(createGunzip()) : blob;
    await unpackLayer({ source: tar, directory: target });
    const strip = (entry: LayerEntry) => ({ ...entry, source: undefined });
    expect((await collect(target)).map(strip)).toEqual((await collect(source)).map(strip));
    expect(await readFile(join(target, 'b/deep/run.sh'), 'utf8')).toBe('echo hi\n');
    expect((await lstat(join(target, 'z'))).ino).toBe((await lstat(join(target, 'a'))).ino);
  });

  it('give the same digest whatever the times and owners on the host are', async () => {
    const store = await createContentStore({ dir: await folder() });
    const digests = [];
    for (const time of [1, 1_000_000]) {
      const source = await folder();
      await makeTree(source);
      await utimes(join(source, 'a'), time, time);
      digests.push((await packLayer({ from: { directory: source }, store })).digest);
    }
    expect(digests[0]).toBe(digests[1]);
  });

  it('write a layer that GNU tar reads, with the owner asked for', async () => {
    const source = await folder();
    await makeTree(source);
    const store = await createContentStore({ dir: await folder() });
    const owner = { uid: 1000, gid: 1001 };
    const layer = await packLayer({
      from: { directory: source },
      store,
      owner,
      compression: 'none',
    });
    const { runTar } = await import('../src/run-tar.ts');
    const listing = (
      await runTar(['-tvf', store.path(layer.digest), '--numeric-owner', '--utc'], [])
    ).toString();
    expect(listing.trim().split('\n')).toHaveLength(7);
    expect(listing).toMatch(/^-rwxr-xr-x 1000\/1001 +8 1970-01-01 00:00 b\/deep\/run\.sh$/m);
    expect(listing).toMatch(/^h.* z link to a$/m);
  });

  it('turn overlay deletions into .wh. files and back', async () => {
    const upper = await folder();
    await mkdir(join(upper, 'etc'));
    await writeWhiteouts(upper, ['etc/gone', 'old'], undefined);
    expect(isWhiteout(await lstat(join(upper, 'etc/gone')))).toBe(true);
    const store = await createContentStore({ dir: await folder() });
    const layer = await packLayer({ from: { directory: upper }, store, compression: 'none' });
    const target = await folder();
    const unpacked = await unpackLayer({
      source: await store.open(layer.digest),
      directory: target,
    });
    expect(unpacked.whiteouts).toEqual(['etc/gone', 'old']);
    expect(await readdir(target)).toEqual(['etc']);
  });

  it('refuse to pack a file that would read as a deletion', async () => {
    const source = await folder();
    await writeFile(join(source, '.wh.x'), '');
    const store = await createContentStore({ dir: await folder() });
    await expect(packLayer({ from: { directory: source }, store })).rejects.toMatchObject({
      code: 'invalid-layer',
    });
  });

  it('notice a file that changes while it is packed', async () => {
    const source = await folder();
    await writeFile(join(source, 'f'), 'four');
    const store = await createContentStore({ dir: await folder() });
    const entries: LayerEntry[] = [
      { type: 'file', path: 'f', mode: 0o644, size: 9, source: join(source, 'f') },
    ];
    for (const compression of ['gzip', 'none'] as const) {
      await expect(packLayer({ from: { entries }, store, compression })).rejects.toMatchObject({
        code: 'invalid-layer',
      });
    }
  });
});

describe('unpackLayer', () => {
  it('lets later entries replace earlier ones and keeps read-only folders writable for us', async () => {
    const target = await folder();
    await unpack(
      [
        { name: 'd/', type: 'directory', mode: 0o555 },
        { name: 'd/f', body: 'one', mode: 0o6755 },
        { name: './d/f', body: 'two' },
        { name: 'was-a-folder/x', body: '' },
        { name: 'was-a-folder', body: 'file' },
        { name: 'tmp', type: 'directory', mode: 0o1777 },
      ],
      target,
    );
    expect(await readFile(join(target, 'd/f'), 'utf8')).toBe('two');
    expect((await lstat(join(target, 'd'))).mode & 0o7777).toBe(0o755);
    expect((await lstat(join(target, 'tmp'))).mode & 0o7777).toBe(0o1777);
    expect(await readFile(join(target, 'was-a-folder'), 'utf8')).toBe('file');
  });

  it('drops set-uid bits', async () => {
    const target = await folder();
    await unpack([{ name: 'su', body: 'x', mode: 0o4755 }], target);
    expect((await lstat(join(target, 'su'))).mode & 0o7777).toBe(0o755);
  });

  it('reads whiteouts and opaque marks', async () => {
    const target = await folder();
    const unpacked = await unpack(
      [
        { name: 'a/.wh.gone', body: '' },
        { name: 'a/.wh..wh..opq', body: '' },
        { name: '.wh.both', body: '' },
        { name: 'both/', type: 'directory' },
        { name: '.wh..wh.plnk', body: '' },
      ],
      target,
    );
    expect(unpacked).toMatchObject({ whiteouts: ['a/gone'], opaque: ['a', 'both'] });
  });

  const secret = (outside: string) => join(outside, 'secret');
  it.each<[string, (outside: string) => TarEntry[]]>([
    ['a ".." path', () => [{ name: '../escaped', body: 'x' }]],
    ['a ".." in the middle', () => [{ name: 'a/../../escaped', body: 'x' }]],
    ['an absolute path', (outside) => [{ name: secret(outside), body: 'x' }]],
    [
      'a write through an absolute link',
      (outside) => [
        { name: 'l', type: 'symlink', linkname: outside },
        { name: 'l/secret', body: 'x' },
      ],
    ],
    [
      'a write through a relative link',
      () => [
        { name: 'l', type: 'symlink', linkname: '..' },
        { name: 'l/escaped', body: 'x' },
      ],
    ],
    [
      'a folder through a link',
      (outside) => [
        { name: 'l', type: 'symlink', linkname: outside },
        { name: 'l/d/', type: 'directory' },
      ],
    ],
    [
      'a deletion through a link',
      (outside) => [
        { name: 'l', type: 'symlink', linkname: outside },
        { name: 'l/.wh.secret', body: '' },
      ],
    ],
    [
      'an opaque mark through a link',
      (outside) => [
        { name: 'l', type: 'symlink', linkname: outside },
        { name: 'l/.wh..wh..opq', body: '' },
      ],
    ],
    [
      'a hard link to the outside',
      (outside) => [{ name: 'h', type: 'link', linkname: secret(outside) }],
    ],
    ['a hard link with ".."', () => [{ name: 'h', type: 'link', linkname: '../secret' }]],
    [
      'a hard link through a link',
      (outside) => [
        { name: 'l', type: 'symlink', linkname: outside },
        { name: 'h', type: 'link', linkname: 'l/secret' },
      ],
    ],
    [
      'a hard link to a link',
      (outside) => [
        { name: 'l', type: 'symlink', linkname: secret(outside) },
        { name: 'h', type: 'link', linkname: 'l' },
        { name: 'h', body: 'x' },
      ],
    ],
    ['a hard link to nothing', () => [{ name: 'h', type: 'link', linkname: 'nothing' }]],
    [
      'a character device',
      () => [{ name: 'null', type: 'character-device', devmajor: 1, devminor: 3 }],
    ],
    ['a block device', () => [{ name: 'sda', type: 'block-device', devmajor: 8, devminor: 0 }]],
    ['a fifo', () => [{ name: 'pipe', type: 'fifo' }]],
    ['a deletion of ".."', () => [{ name: 'a/.wh...', body: '' }]],
    ['a file in place of the root', () => [{ name: './', type: 'file', body: 'x' }]],
    [
      'a file under a file',
      () => [
        { name: 'f', body: '' },
        { name: 'f/g', body: '' },
      ],
    ],
    ['a name of 300 bytes', () => [{ name: 'n'.repeat(300), body: '' }]],
  ])('refuses %s', async (_what, entries) => {
    const base = await folder();
    const target = join(base, 'root');
    const outside = join(base, 'outside');
    await mkdir(target);
    await mkdir(outside);
    await writeFile(secret(outside), 'untouched');
    await writeFile(join(base, 'secret'), 'untouched');
    await expect(unpack(entries(outside), target)).rejects.toMatchObject({ code: 'invalid-layer' });
    expect(await readFile(secret(outside), 'utf8')).toBe('untouched');
    expect((await readdir(outside)).concat((await readdir(base)).sort())).toEqual([
      'secret',
      'outside',
      'root',
      'secret',
    ]);
  });

  it('replaces a link instead of writing to its target', async () => {
    const base = await folder();
    await writeFile(join(base, 'secret'), 'untouched');
    const target = join(base, 'root');
    await mkdir(target);
    await unpack(
      [
        { name: 'l', type: 'symlink', linkname: '../secret' },
        { name: 'l', body: 'x' },
      ],
      target,
    );
    expect(await readFile(join(base, 'secret'), 'utf8')).toBe('untouched');
    expect((await lstat(join(target, 'l'))).isFile()).toBe(true);
  });

  it('stops at its limits before it writes', async () => {
    const tar = await tarOf([
      { name: 'a', body: 'x'.repeat(2000) },
      { name: 'b', body: 'x' },
    ]);
    for (const limits of [
      { bytes: 1000, entries: 10 },
      { bytes: 10_000, entries: 1 },
    ]) {
      const directory = await folder();
      await expect(unpackLayer({ source: once(tar), directory, limits })).rejects.toMatchObject({
        code: 'blob-too-large',
      });
    }
  });

  it('refuses what is no tar, or half of one', async () => {
    const tar = await tarOf([{ name: 'a', body: 'x'.repeat(2000) }]);
    for (const bytes of [Buffer.alloc(2000, 'nonsense'), tar.subarray(0, 1300)]) {
      await expect(
        unpackLayer({ source: once(bytes), directory: await folder() }),
      ).rejects.toMatchObject({ code: 'invalid-layer' });
    }
  });

  it('passes on an error of the stream', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await tarOf([{ name: 'a', body: 'x' }]);
      throw new Error('the network went away');
    }
    await expect(unpackLayer({ source: broken(), directory: await folder() })).rejects.toThrow(
      'network went away',
    );
  });

  it('keeps a folder without permissions fillable', async () => {
    const target = await folder();
    await unpack(
      [
        { name: 'p/', type: 'directory', mode: 0 },
        { name: 'p/c/', type: 'directory', mode: 0 },
        { name: 'p/c/f', body: 'x', mode: 0o004 },
      ],
      target,
    );
    expect((await lstat(join(target, 'p/c/f'))).mode & 0o777).toBe(0o404);
    await chmod(join(target, 'p'), 0o700);
  });
});
