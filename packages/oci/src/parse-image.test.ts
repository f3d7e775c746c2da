import { describe, expect, it } from 'vitest';

import { MEDIA_TYPES } from './media-types.ts';
import { parseImageConfig, parseManifest } from './parse-image.ts';
import { choosePlatform } from './pull-image.ts';

const digest = `sha256:${'0a'.repeat(32)}` as const;
const descriptor = { mediaType: 'application/x', digest, size: 1 };
const manifest = { schemaVersion: 2, config: descriptor, layers: [descriptor] };
const bytes = (value: unknown): Uint8Array =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('parseManifest', () => {
  it.each([
    ['an OCI manifest', manifest, undefined, 'manifest', MEDIA_TYPES.manifest],
    [
      'one that names its type',
      { ...manifest, mediaType: MEDIA_TYPES.manifest },
      MEDIA_TYPES.manifest,
      'manifest',
      MEDIA_TYPES.manifest,
    ],
    [
      'a Docker manifest',
      manifest,
      'application/vnd.docker.distribution.manifest.v2+json',
      'manifest',
      'application/vnd.docker.distribution.manifest.v2+json',
    ],
    [
      'an index',
      { schemaVersion: 2, manifests: [descriptor] },
      undefined,
      'index',
      MEDIA_TYPES.index,
    ],
    [
      'a Docker list',
      { schemaVersion: 2, manifests: [] },
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'index',
      'application/vnd.docker.distribution.manifest.list.v2+json',
    ],
  ])('reads %s', (_what, document, declared, kind, mediaType) => {
    expect(parseManifest(bytes(document), declared)).toMatchObject({ kind, mediaType });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'it is not JSON'],
    ['no UTF-8', '\u00ff', 'it is not JSON'],
    ['a list', [], 'it is not an object'],
    ['schema 1', { ...manifest, schemaVersion: 1 }, 'schemaVersion is not 2'],
    ['no config', { ...manifest, config: undefined }, 'config is not a descriptor'],
    ['layers that are no list', { ...manifest, layers: {} }, 'layers is not a list'],
    [
      'a wrong digest',
      { ...manifest, layers: [descriptor, { ...descriptor, digest: 'sha256:1' }] },
      'layers[1].digest',
    ],
    ['a negative size', { ...manifest, config: { ...descriptor, size: -1 } }, 'config.size'],
    ['a broken subject', { ...manifest, subject: 1 }, 'subject is not a descriptor'],
    ['a type that is no text', { ...manifest, mediaType: 1 }, 'mediaType is not a text'],
    [
      'too many layers',
      { ...manifest, layers: Array.from({ length: 1001 }, () => descriptor) },
      'more than 1000',
    ],
  ])('refuses %s', (_what, document, message) => {
    expect(() => parseManifest(bytes(document))).toThrowError(
      expect.objectContaining({ code: 'invalid-manifest' }),
    );
    expect(() => parseManifest(bytes(document))).toThrow(message);
  });

  it('refuses a type it does not know, and one that is not what was sent', () => {
    expect(() => parseManifest(bytes(manifest), 'text/plain')).toThrowError(
      expect.objectContaining({ code: 'unsupported-media-type' }),
    );
    expect(() => parseManifest(bytes({ ...manifest, mediaType: 'a/b' }), 'a/c')).toThrow(
      'it was sent as a/c',
    );
  });
});

describe('parseImageConfig', () => {
  const config = {
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [digest] },
  };

  it('reads a configuration, also with the nulls that Docker writes', () => {
    expect(
      parseImageConfig(bytes({ ...config, config: { Cmd: ['x'], Entrypoint: null } })).config?.Cmd,
    ).toEqual(['x']);
    expect(parseImageConfig(bytes({ ...config, config: null })).rootfs.diff_ids).toEqual([digest]);
  });

  it.each([
    [{ ...config, rootfs: {} }, 'rootfs.diff_ids is not a list'],
    [{ ...config, rootfs: { diff_ids: ['x'] } }, 'rootfs.diff_ids[0]'],
    [{ ...config, config: [] }, 'config is not an object'],
    [{ ...config, config: { Env: 'A=1' } }, 'config.Env'],
    [{ ...config, config: { Cmd: [1] } }, 'config.Cmd'],
    [{ ...config, config: { User: 1 } }, 'config.User'],
  ])('refuses %j', (document, message) => {
    expect(() => parseImageConfig(bytes(document))).toThrow(message);
  });
});

it('choosePlatform takes the first that fits; an absent variant fits any', () => {
  const on = (architecture: string, variant?: string) => ({
    ...descriptor,
    platform: { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) },
  });
  const offered = [
    { ...descriptor },
    on('amd64'),
    on('arm', 'v6'),
    on('arm', 'v7'),
    on('arm64', 'v8'),
  ];
  expect(choosePlatform(offered, { os: 'linux', architecture: 'amd64' })).toBe(offered[1]);
  expect(choosePlatform(offered, { os: 'linux', architecture: 'arm', variant: 'v7' })).toBe(
    offered[3],
  );
  expect(choosePlatform(offered, { os: 'linux', architecture: 'arm64' })).toBe(offered[4]);
  expect(choosePlatform(offered, { os: 'windows', architecture: 'amd64' })).toBeUndefined();
});
