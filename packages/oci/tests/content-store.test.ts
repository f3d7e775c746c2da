import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { createContentStore } from '../src/content-store.ts';
import { sha256 } from '../src/digest.ts';
import { temporaryFolders } from './support.ts';

const folder = temporaryFolders();

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

describe('a content store', () => {
  it('keeps a blob under its digest, in the layout of an OCI image folder', async () => {
    const dir = await folder();
    const store = await createContentStore({ dir });
    const blob = await store.put(chunks('hello ', 'world'));
    expect(blob).toEqual({ digest: sha256('hello world'), size: 11 });
    expect(await readFile(join(dir, 'blobs/sha256', blob.digest.slice(7)), 'utf8')).toBe(
      'hello world',
    );
    expect(await store.stat(blob.digest)).toMatchObject({ size: 11 });
    expect((await store.read(blob.digest)).toString()).toBe('hello world');
    const range = await store.open(blob.digest, { start: 6, end: 8 });
    expect((await range.toArray()).join('')).toBe('wor');
    const listed = [];
    for await (const digest of store.list()) listed.push(digest);
    expect(listed).toEqual([blob.digest]);
  });

  it('makes a blob young again when it is put again', async () => {
    const store = await createContentStore({ dir: await folder() });
    const { digest } = await store.put(chunks('x'));
    await utimes(store.path(digest), 1000, 1000);
    await store.put(chunks('x'));
    expect((await stat(store.path(digest))).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
  });

  it.each([
    ['another digest', { digest: sha256('other') }, 'digest-mismatch'],
    ['a smaller size', { size: 2 }, 'size-mismatch'],
    ['a larger size', { size: 9 }, 'size-mismatch'],
    ['a limit', { maxSize: 4 }, 'blob-too-large'],
  ])('refuses a blob with %s and leaves nothing behind', async (_what, expected, code) => {
    const dir = await folder();
    const store = await createContentStore({ dir });
    await expect(store.put(chunks('hel', 'lo'), expected)).rejects.toMatchObject({ code });
    expect(await readdir(join(dir, 'blobs/sha256'))).toEqual([]);
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });

  it('leaves nothing behind when the source fails', async () => {
    const dir = await folder();
    const store = await createContentStore({ dir });
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('the network went away');
    }
    await expect(store.put(broken())).rejects.toThrow('network');
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });

  it('says which blob is missing or too large to read whole', async () => {
    const store = await createContentStore({ dir: await folder() });
    const { digest } = await store.putBytes(Buffer.from('hello'));
    await expect(store.read(digest, 4)).rejects.toMatchObject({ code: 'blob-too-large' });
    await store.delete(digest);
    await store.delete(digest);
    expect(await store.has(digest)).toBe(false);
    for (const work of [store.open(digest), store.read(digest)]) {
      await expect(work).rejects.toMatchObject({
        code: 'blob-not-found',
        message: expect.stringContaining(digest) as string,
      });
    }
  });

  it('takes files over, also one that it has', async () => {
    const dir = await folder();
    const store = await createContentStore({ dir });
    for (const name of ['one', 'two']) {
      await writeFile(join(dir, name), 'same');
      await store.adoptVerifiedFile(join(dir, name), sha256('same'));
    }
    expect(await readdir(dir)).toEqual(['blobs', 'incoming']);
    expect((await store.read(sha256('same'))).toString()).toBe('same');
  });

  it('serves many puts of the same blob at once', async () => {
    const store = await createContentStore({ dir: await folder() });
    const all = await Promise.all(
      Array.from({ length: 20 }, async () => store.put(chunks('a', 'b'))),
    );
    expect(new Set(all.map(({ digest }) => digest)).size).toBe(1);
    expect((await store.read(sha256('ab'))).toString()).toBe('ab');
  });
});
