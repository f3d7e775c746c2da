import { lstat, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type ContentStore, createContentStore } from '../src/content-store.ts';
import { type Digest, sha256 } from '../src/digest.ts';
import { createImageStore } from '../src/image-store.ts';
import type { ImageManifest } from '../src/image.ts';
import type { LayerEntry } from '../src/layer-entry.ts';
import { LayerView } from '../src/layer-view.ts';
import { MEDIA_TYPES } from '../src/media-types.ts';
import { packLayer } from '../src/pack-layer.ts';
import { runTar } from '../src/run-tar.ts';
import { readOpaque } from '../src/whiteouts.ts';
import { isWhiteout } from '../src/walk-layer.ts';
import { temporaryFolders } from './support.ts';

const folder = temporaryFolders();

const file = (path: string, text = path): LayerEntry => {
  return {
    type: 'file',
    path,
    mode: 0o644,
    size: Buffer.byteLength(text),
    source: Buffer.from(text),
  };
};
const directory = (path: string): LayerEntry => ({ type: 'directory', path, mode: 0o755 });

/** An image of layers given by their entries; names that start with ".wh." are written raw. */
async function imageOf(
  store: ContentStore,
  layers: readonly (readonly LayerEntry[])[],
  labels = {},
): Promise<ImageManifest> {
  const packed = [];
  for (const entries of layers) packed.push(await packLayer({ from: { entries }, store }));
  return manifestOf(store, packed, labels);
}

async function manifestOf(
  store: ContentStore,
  packed: readonly { mediaType: string; digest: Digest; size: number; diffId: Digest }[],
  labels = {},
): Promise<ImageManifest> {
  const diffIds = packed.map(({ diffId }) => diffId);
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: labels },
    rootfs: { type: 'layers', diff_ids: diffIds },
  };
  const blob = await store.putBytes(Buffer.from(JSON.stringify(config)));
  return {
    schemaVersion: 2,
    config: { mediaType: MEDIA_TYPES.config, ...blob },
    layers: packed.map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
  };
}

/** A layer with an opaque mark, which our own packing never writes. */
async function opaqueLayer(store: ContentStore, path: string, kept: string) {
  const source = await folder();
  await mkdir(join(source, path), { recursive: true });
  await writeFile(join(source, path, '.wh..wh..opq'), '');
  await writeFile(join(source, path, kept), 'new');
  const tar = await runTar(['-C', source, '-cf', '-', '.'], []);
  const blob = await store.putBytes(tar);
  return { mediaType: MEDIA_TYPES.layer, ...blob, diffId: blob.digest };
}

async function merged(layers: readonly string[], path = ''): Promise<string[]> {
  const view = new LayerView({ layers, hostBase: false });
  const node = await view.lookup(path);
  return node?.kind === 'directory' ? (await view.list(node)).map(({ name }) => name) : [];
}

describe('an image store', () => {
  it('unpacks each layer once, whoever asks and however many ask', async () => {
    const store = await createContentStore({ dir: await folder() });
    const dir = await folder();
    const images = await createImageStore({ dir, store });
    const one = await imageOf(store, [[file('base')], [file('one')]]);
    const two = await imageOf(store, [[file('base')], [file('two')]], {
      'example.com/host': 'true',
    });
    const all = await Promise.all(
      [one, two, one, two, one].map(async (image) => images.unpack(image)),
    );
    expect(all[0]?.layers).toEqual(all[4]?.layers);
    expect(all[0]?.layers[0]).toBe(all[1]?.layers[0]);
    expect(await readdir(join(dir, 'layers'))).toHaveLength(3);
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
    expect(all[1]?.hostBase).toBe(false);
    const labelled = await createImageStore({
      dir: await folder(),
      store,
      hostBaseLabel: 'example.com/host',
    });
    expect([(await labelled.unpack(two)).hostBase, (await labelled.unpack(one)).hostBase]).toEqual([
      true,
      false,
    ]);
  });

  it('shows deletions as overlayfs reads them', async () => {
    const store = await createContentStore({ dir: await folder() });
    const images = await createImageStore({ dir: await folder(), store });
    const image = await imageOf(store, [
      [directory('etc'), file('etc/a'), file('etc/b'), file('old')],
      [directory('etc'), { type: 'whiteout', path: 'etc/a' }, { type: 'whiteout', path: 'old' }],
    ]);
    const { layers } = await images.unpack(image);
    expect(isWhiteout(await lstat(join(layers[1] ?? '', 'etc/a')))).toBe(true);
    expect([await merged(layers), await merged(layers, 'etc')]).toEqual([['etc'], ['b']]);
  });

  it('spells out what an opaque folder hides, for each image it is in', async () => {
    const store = await createContentStore({ dir: await folder() });
    const dir = await folder();
    const images = await createImageStore({ dir, store });
    const opaque = await opaqueLayer(store, 'data/sub', 'kept');
    const below = async (name: string) =>
      packLayer({
        from: {
          entries: [
            directory('data'),
            file('data/stays'),
            directory('data/sub'),
            file(`data/sub/${name}`),
            directory('data/sub/d'),
            file('data/sub/d/e'),
          ],
        },
        store,
      });
    for (const name of ['x', 'y']) {
      const { layers } = await images.unpack(await manifestOf(store, [await below(name), opaque]));
      expect(await merged(layers, 'data')).toEqual(['stays', 'sub']);
      expect(await merged(layers, 'data/sub')).toEqual(['kept']);
      expect((await readdir(join(layers[1] ?? '', 'data/sub'))).sort()).toEqual([
        'd',
        'kept',
        name,
      ]);
    }
    expect(await readdir(join(dir, 'layers'))).toHaveLength(4);
  });

  it('gives every file to the owner asked for', async ({ skip }) => {
    if (process.getuid?.() !== 0) skip();
    const store = await createContentStore({ dir: await folder() });
    const owner = { uid: 64001, gid: 64002 };
    const images = await createImageStore({ dir: await folder(), store, owner });
    const image = await imageOf(store, [
      [
        directory('d'),
        file('d/f'),
        { type: 'symlink', path: 'd/l', target: 'f' },
        { type: 'whiteout', path: 'd/w' },
      ],
    ]);
    const { layers } = await images.unpack(image);
    for (const path of ['', 'd', 'd/f', 'd/l', 'd/w']) {
      expect(await lstat(join(layers[0] ?? '', path))).toMatchObject(owner);
    }
  });

  it('refuses a layer that is not what the configuration says, and leaves nothing behind', async () => {
    const store = await createContentStore({ dir: await folder() });
    const dir = await folder();
    const images = await createImageStore({ dir, store });
    const layer = await packLayer({ from: { entries: [file('a')] }, store });
    const lying = await manifestOf(store, [{ ...layer, diffId: sha256('other') }]);
    await expect(images.unpack(lying)).rejects.toMatchObject({ code: 'digest-mismatch' });
    const foreign = await manifestOf(store, [{ ...layer, mediaType: 'application/x-foreign' }]);
    await expect(images.unpack(foreign)).rejects.toMatchObject({ code: 'unsupported-media-type' });
    const short = await manifestOf(store, [layer]);
    await expect(images.unpack({ ...short, layers: [] })).rejects.toMatchObject({
      code: 'invalid-manifest',
    });
    const garbage = await store.putBytes(Buffer.from('no gzip at all'));
    const broken = await manifestOf(store, [
      { ...garbage, mediaType: MEDIA_TYPES.layerGzip, diffId: layer.diffId },
    ]);
    await expect(images.unpack(broken)).rejects.toThrow('incorrect header check');
    await store.delete(layer.digest);
    await expect(images.unpack(short)).rejects.toMatchObject({ code: 'blob-not-found' });
    expect([await readdir(join(dir, 'layers')), await readdir(join(dir, 'incoming'))]).toEqual([
      [],
      [],
    ]);
  });

  it('takes a folder over, and prunes what nobody keeps', async () => {
    const store = await createContentStore({ dir: await folder() });
    const dir = await folder();
    const images = await createImageStore({ dir, store });
    const [kept, dropped] = [sha256('kept'), sha256('dropped')];
    for (const diffId of [kept, dropped]) {
      const source = join(await folder(), 'layer');
      await mkdir(source);
      await writeFile(join(source, 'f'), diffId);
      const place = await images.adopt(diffId, source);
      expect(place).toBe(await images.find(diffId));
      expect(await readFile(join(place, 'f'), 'utf8')).toBe(diffId);
      await expect(stat(source)).rejects.toThrow('ENOENT');
    }
    expect(await images.prune(new Set([kept]))).toBe(0);
    expect(await images.prune(new Set([kept]), -1000)).toBe(1);
    expect([(await images.find(kept)) !== undefined, await images.find(dropped)]).toEqual([
      true,
      undefined,
    ]);
  });
});

describe('readOpaque', () => {
  it('finds the folders of an upper folder that hide what is below, by their extended attribute', async () => {
    const lower = await folder();
    const upper = await folder();
    await mkdir(join(lower, 'a/b'), { recursive: true });
    await mkdir(join(lower, 'c'));
    await mkdir(join(upper, 'a/b'), { recursive: true });
    await mkdir(join(upper, 'c'));
    const stack = { layers: [lower], hostBase: false };
    expect(await readOpaque(upper, stack)).toEqual([]);
    // Only tar can write the attribute here: a pax record in front of the folder's entry.
    const record = '40 SCHILY.xattr.user.overlay.opaque=y\n';
    const { encodeTarHeader, tarEnd, tarPadding } = await import('../src/tar-header.ts');
    const common = { uid: 0, gid: 0, mtime: 0, mode: 0o755 };
    const text = Buffer.from(`${record.length} ${record.slice(3)}`);
    const extended = encodeTarHeader({ ...common, name: 'x', type: 'file', size: text.length });
    extended.write('x', 156);
    extended.write('        ', 148);
    extended.write(
      `${extended
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148,
    );
    const entry = encodeTarHeader({ ...common, name: 'a/b/', type: 'directory', size: 0 });
    await runTar(
      [
        '--extract',
        '--file=-',
        '--xattrs',
        '--xattrs-include=user.*',
        '--no-same-owner',
        `--directory=${upper}`,
      ],
      [extended, text, tarPadding(text.length), entry, tarEnd()],
    );
    expect(await readOpaque(upper, stack)).toEqual(['a/b']);
  });
});
