import { type Digest, isDigest } from './digest.ts';
import { OciError } from './errors.ts';
import type { Descriptor, ImageConfig, ImageIndex, ImageManifest } from './image.ts';
import { isIndexType, isManifestType, MEDIA_TYPES } from './media-types.ts';

/** A manifest or an index, told apart by `kind`. */
export type ParsedManifest =
  | { readonly kind: 'manifest'; readonly mediaType: string; readonly manifest: ImageManifest }
  | { readonly kind: 'index'; readonly mediaType: string; readonly index: ImageIndex };

type JsonObject = Readonly<Record<string, unknown>>;

function fail(what: string): never {
  throw new OciError('invalid-manifest', `Not a valid image document: ${what}`);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(bytes: Uint8Array): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new OciError('invalid-manifest', 'Not a valid image document: it is not JSON', { cause });
  }
  return isObject(value) ? value : fail('it is not an object');
}

function checkDescriptor(value: unknown, where: string): asserts value is Descriptor {
  if (!isObject(value)) fail(`${where} is not a descriptor`);
  if (typeof value['mediaType'] !== 'string') fail(`${where}.mediaType is missing`);
  if (typeof value['digest'] !== 'string' || !isDigest(value['digest'])) {
    fail(`${where}.digest is not a sha256 digest`);
  }
  if (!Number.isSafeInteger(value['size']) || Number(value['size']) < 0) {
    fail(`${where}.size is not a number of bytes`);
  }
}

function checkDescriptors(value: unknown, where: string): void {
  if (!Array.isArray(value)) fail(`${where} is not a list`);
  if (value.length > 1000) fail(`${where} has more than 1000 entries`);
  value.forEach((entry: unknown, index) => checkDescriptor(entry, `${where}[${index}]`));
}

function mediaTypeOf(value: JsonObject, declared: string | undefined): string {
  const own = value['mediaType'];
  if (own !== undefined && typeof own !== 'string') fail('mediaType is not a text');
  if (own !== undefined && declared !== undefined && own !== declared) {
    fail(`its mediaType is ${own}, but it was sent as ${declared}`);
  }
  const fallback = 'manifests' in value ? MEDIA_TYPES.index : MEDIA_TYPES.manifest;
  return own ?? declared ?? fallback;
}

/**
 * Reads a manifest or an index.
 * @param declared the media type it was sent with, when known; it must agree with the document
 * @throws OciError `invalid-manifest`, `unsupported-media-type`
 */
export function parseManifest(bytes: Uint8Array, declared?: string): ParsedManifest {
  const value = parseJson(bytes);
  if (value['schemaVersion'] !== 2) fail('schemaVersion is not 2');
  const mediaType = mediaTypeOf(value, declared);
  if (value['subject'] !== undefined) checkDescriptor(value['subject'], 'subject');
  if (isIndexType(mediaType)) {
    checkDescriptors(value['manifests'], 'manifests');
    return { kind: 'index', mediaType, index: value as unknown as ImageIndex };
  }
  if (isManifestType(mediaType)) {
    checkDescriptor(value['config'], 'config');
    checkDescriptors(value['layers'], 'layers');
    return { kind: 'manifest', mediaType, manifest: value as unknown as ImageManifest };
  }
  throw new OciError('unsupported-media-type', `Manifests of type ${mediaType} are not supported`);
}

/**
 * Reads an image configuration.
 * @throws OciError `invalid-manifest`
 */
export function parseImageConfig(bytes: Uint8Array): ImageConfig {
  const value = parseJson(bytes);
  const rootfs = value['rootfs'];
  const diffIds: unknown = isObject(rootfs) ? rootfs['diff_ids'] : undefined;
  if (!Array.isArray(diffIds)) fail('rootfs.diff_ids is not a list');
  diffIds.forEach((entry: unknown, index): asserts entry is Digest => {
    if (typeof entry !== 'string' || !isDigest(entry))
      fail(`rootfs.diff_ids[${index}] is no digest`);
  });
  if (value['config'] !== undefined && value['config'] !== null) checkRunConfig(value['config']);
  return value as unknown as ImageConfig;
}

function checkRunConfig(value: unknown): void {
  if (!isObject(value)) fail('config is not an object');
  for (const key of ['Env', 'Entrypoint', 'Cmd', 'Shell']) {
    const list = value[key];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list) || list.some((item) => typeof item !== 'string')) {
      fail(`config.${key} is not a list of texts`);
    }
  }
  for (const key of ['User', 'WorkingDir', 'StopSignal']) {
    const text = value[key];
    if (text !== undefined && text !== null && typeof text !== 'string') {
      fail(`config.${key} is not a text`);
    }
  }
}
