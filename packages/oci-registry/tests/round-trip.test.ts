import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import {
  createContentStore,
  createImageStore,
  type ImageManifest,
  MEDIA_TYPES,
  packLayer,
  pullImage,
  type RegistryClient,
  sha256,
} from '@fairway/oci';
import { afterEach, describe, expect, it } from 'vitest';

import { registries } from './support.ts';

const start = registries();
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'fairway-registry-'));
  folders.push(made);
  return made;
}

/** Packs a one-file image and pushes it. */
async function pushSample(client: RegistryClient, repository: string, tag: string, text = 'hello') {
  const source = await folder();
  await writeFile(join(source, 'greeting'), text);
  const store = await createContentStore({ dir: await folder() });
  const layer = await packLayer({ from: { directory: source }, store });
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: { Cmd: ['cat', '/greeting'] },
      rootfs: { type: 'layers', diff_ids: [layer.diffId] },
    }),
  );
  const configBlob = await store.putBytes(config);
  const manifest: ImageManifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: { mediaType: MEDIA_TYPES.config, ...configBlob },
    layers: [{ mediaType: layer.mediaType, digest: layer.digest, size: layer.size }],
  };
  const bytes = Buffer.from(JSON.stringify(manifest));
  for (const blob of [manifest.config, ...manifest.layers]) {
    await client.pushBlob(repository, blob, async () => store.open(blob.digest));
  }
  const digest = await client.pushManifest(repository, tag, {
    bytes,
    mediaType: MEDIA_TYPES.manifest,
  });
  return { digest, manifest, bytes };
}

describe('an image', () => {
  it('goes into the registry and comes out as a folder', async () => {
    const running = await start();
    const client = running.client();
    const pushed = await pushSample(client, 'acme/app', 'v1');
    expect(await client.resolve('acme/app', 'v1')).toEqual({
      mediaType: MEDIA_TYPES.manifest,
      digest: pushed.digest,
      size: pushed.bytes.length,
    });
    expect(running.pushes).toEqual([
      {
        repository: 'acme/app',
        digest: pushed.digest,
        mediaType: MEDIA_TYPES.manifest,
        tag: 'v1',
        subject: 'anybody',
      },
    ]);
    const store = await createContentStore({ dir: await folder() });
    const { manifest, descriptor } = await pullImage({
      client,
      repository: 'acme/app',
      reference: 'v1',
      store,
    });
    expect(descriptor.digest).toBe(pushed.digest);
    const images = await createImageStore({ dir: await folder(), store });
    const unpacked = await images.unpack(manifest);
    expect(unpacked.config.config?.Cmd).toEqual(['cat', '/greeting']);
    expect(await readFile(join(unpacked.layers[0] ?? '', 'greeting'), 'utf8')).toBe('hello');
  });

  it('is there after a restart', async () => {
    const first = await start();
    const { digest } = await pushSample(first.client(), 'acme/app', 'v1');
    const second = await start({ dir: first.dir });
    expect((await second.client().resolve('acme/app', 'v1')).digest).toBe(digest);
    expect(await second.registry.listRepositories()).toEqual(['acme/app']);
  });

  it('is chosen by platform from an index', async () => {
    const client = (await start()).client();
    const amd = await pushSample(client, 'acme/app', 'amd', 'amd');
    const arm = await pushSample(client, 'acme/app', 'arm', 'arm');
    const entry = (digest: string, size: number, architecture: string) => ({
      mediaType: MEDIA_TYPES.manifest,
      digest,
      size,
      platform: { os: 'linux', architecture },
    });
    const index = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: MEDIA_TYPES.index,
        manifests: [
          entry(amd.digest, amd.bytes.length, 'amd64'),
          entry(arm.digest, arm.bytes.length, 'arm64'),
        ],
      }),
    );
    await client.pushManifest('acme/app', 'both', { bytes: index, mediaType: MEDIA_TYPES.index });
    const store = await createContentStore({ dir: await folder() });
    const options = { client, repository: 'acme/app', reference: 'both', store };
    const found = await pullImage({ ...options, platform: { os: 'linux', architecture: 'arm64' } });
    expect(found.descriptor.digest).toBe(arm.digest);
    await expect(
      pullImage({ ...options, platform: { os: 'linux', architecture: 's390x' } }),
    ).rejects.toMatchObject({
      code: 'no-matching-platform',
      message: expect.stringContaining('linux/amd64, linux/arm64') as string,
    });
  });

  it('is pushed once: what a repository has is not sent again, what another has is mounted', async () => {
    const client = (await start()).client();
    const { manifest } = await pushSample(client, 'acme/app', 'v1');
    const layer = manifest.layers[0] ?? manifest.config;
    const never = async (): Promise<Readable> => {
      throw new Error('the blob was sent');
    };
    expect(await client.pushBlob('acme/app', layer, never)).toBe('exists');
    expect(await client.pushBlob('acme/other', layer, never, 'acme/app')).toBe('mounted');
    expect(await client.hasBlob('acme/other', layer.digest)).toBe(true);
  });
});

describe('the client', () => {
  it('notices bytes that are not what the digest says', async () => {
    const running = await start();
    const client = running.client();
    const { manifest, digest } = await pushSample(client, 'acme/app', 'v1');
    const layer = manifest.layers[0] ?? manifest.config;
    await writeFile(running.store.path(layer.digest), Buffer.alloc(layer.size, 1));
    const store = await createContentStore({ dir: await folder() });
    await expect(
      pullImage({ client, repository: 'acme/app', reference: 'v1', store }),
    ).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(await store.has(layer.digest)).toBe(false);
    await writeFile(running.store.path(digest), '{}');
    await expect(client.getManifest('acme/app', 'v1')).rejects.toMatchObject({
      code: 'digest-mismatch',
    });
  });

  it.each([
    ['a wrong digest', sha256('something else'), 5],
    ['a wrong size', sha256('bytes'), 4],
  ])('cannot push a blob with %s', async (_what, digest, size) => {
    const client = (await start()).client();
    const body = async () => Readable.from([Buffer.from('bytes')]);
    await expect(client.pushBlob('acme/app', { digest, size }, body)).rejects.toThrow();
    expect(await client.hasBlob('acme/app', digest)).toBe(false);
  });

  it('lists tags over pages and deletes a manifest with its tags', async () => {
    const client = (await start()).client();
    const { digest } = await pushSample(client, 'acme/app', 'v1');
    const sample = await pushSample(client, 'acme/app', 'v2', 'two');
    for (const tag of ['a', 'z']) {
      await client.pushManifest('acme/app', tag, {
        bytes: sample.bytes,
        mediaType: MEDIA_TYPES.manifest,
      });
    }
    expect(await client.listTags('acme/app')).toEqual(['a', 'v1', 'v2', 'z']);
    await client.deleteManifest('acme/app', sample.digest);
    expect(await client.listTags('acme/app')).toEqual(['v1']);
    expect((await client.resolve('acme/app', digest)).digest).toBe(digest);
    await expect(client.resolve('acme/app', 'v2')).rejects.toMatchObject({
      code: 'registry-not-found',
    });
  });
});

describe('authorisation', () => {
  const users = async () =>
    start({
      authorize: ({ repository, action, authorization }) => {
        const user = Buffer.from(authorization?.split(' ')[1] ?? '', 'base64')
          .toString()
          .split(':')[0];
        if (user === undefined || user === '')
          return { allowed: false, status: 401, message: 'Sign in' };
        const allowed =
          repository === undefined ||
          repository.startsWith(`${user}/`) ||
          (user === 'reader' && action === 'pull');
        return allowed
          ? { allowed, subject: user }
          : { allowed, status: 403, message: `${user} may not ${action}` };
      },
    });

  it('lets each into its own repositories', async () => {
    const running = await users();
    const acme = running.client({ username: 'acme', password: 'x' });
    const { digest } = await pushSample(acme, 'acme/app', 'v1');
    expect(running.pushes[0]?.subject).toBe('acme');
    expect(
      (await running.client({ username: 'reader', password: 'x' }).resolve('acme/app', 'v1'))
        .digest,
    ).toBe(digest);
    await expect(running.client().resolve('acme/app', 'v1')).rejects.toMatchObject({
      code: 'registry-denied',
    });
    await expect(
      running.client({ username: 'other', password: 'x' }).getManifest('acme/app', 'v1'),
    ).rejects.toMatchObject({
      code: 'registry-denied',
      message: expect.stringContaining('other may not pull') as string,
    });
    await running.client({ username: 'other', password: 'x' }).ping();
  });

  it('hides a blob of another repository, also from mounting', async () => {
    const running = await users();
    const { manifest } = await pushSample(
      running.client({ username: 'acme', password: 'x' }),
      'acme/app',
      'v1',
    );
    const layer = manifest.layers[0] ?? manifest.config;
    const other = running.client({ username: 'other', password: 'x' });
    expect(await other.hasBlob('other/app', layer.digest)).toBe(false);
    await expect(other.getBlob('other/app', layer.digest)).rejects.toMatchObject({
      code: 'registry-not-found',
    });
    const body = async () => running.store.open(layer.digest);
    expect(await other.pushBlob('other/app', layer, body, 'acme/app')).toBe('pushed');
  });
});

describe('deletion', () => {
  it('removes a repository, and the collector what nobody else has', async () => {
    const running = await start();
    const client = running.client();
    const one = await pushSample(client, 'acme/one', 'v1', 'shared');
    await pushSample(client, 'acme/two', 'v1', 'shared');
    const alone = await pushSample(client, 'acme/one', 'v2', 'alone');
    const kept = await running.store.putBytes(Buffer.from('used by somebody else'));
    const options = { minimumAgeMs: -1000, keep: new Set([kept.digest]) };
    expect(await running.registry.collectGarbage(options)).toEqual({ blobs: 0, bytes: 0 });
    expect(await running.registry.deleteRepository('acme/one')).toBe(true);
    expect(await running.registry.deleteRepository('acme/one')).toBe(false);
    expect((await running.registry.collectGarbage({ keep: options.keep })).blobs).toBe(0);
    expect((await running.registry.collectGarbage(options)).blobs).toBe(3);
    expect(await running.store.has(alone.digest)).toBe(false);
    expect(await running.store.has(kept.digest)).toBe(true);
    expect((await client.resolve('acme/two', 'v1')).digest).toBe(one.digest);
    await expect(client.resolve('acme/one', 'v1')).rejects.toMatchObject({
      code: 'registry-not-found',
    });
  });
});
