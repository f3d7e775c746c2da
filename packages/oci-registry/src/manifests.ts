import {
  type Digest,
  MEDIA_TYPES,
  OciError,
  type ParsedManifest,
  parseManifest,
  sha256,
} from '@fairway/oci';

import { type Call, replyEmpty, type Stores, unsupported } from './call.ts';
import { RegistryError } from './registry-error.ts';
import type { ManifestRecord } from './repository-store.ts';
import type { ManifestReference } from './route.ts';

/** A manifest that was just pushed. */
export interface PushEvent {
  readonly repository: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** Absent when it was pushed by digest. */
  readonly tag?: string;
  /** Who pushed it, as the authorisation said. */
  readonly subject: string;
}

const MANIFEST_LIMIT = 4 * 1024 * 1024;

/** GET, HEAD, PUT and DELETE of a manifest. A PUT returns what was pushed. */
export async function handleManifest(
  call: Call,
  stores: Stores,
  repository: string,
  reference: ManifestReference,
): Promise<Omit<PushEvent, 'subject'> | undefined> {
  switch (call.method) {
    case 'GET':
    case 'HEAD':
      await sendManifest(call, stores, repository, reference);
      return undefined;
    case 'PUT':
      return receiveManifest(call, stores, repository, reference);
    case 'DELETE':
      await deleteManifest(call, stores, repository, reference);
      return undefined;
    default:
      throw unsupported(call);
  }
}

async function sendManifest(
  call: Call,
  stores: Stores,
  repository: string,
  reference: ManifestReference,
): Promise<void> {
  const digest =
    'digest' in reference
      ? reference.digest
      : await stores.repositories.tag(repository, reference.tag);
  const record =
    digest === undefined ? undefined : await stores.repositories.manifest(repository, digest);
  if (digest === undefined || record === undefined) throw unknownManifest(reference);
  const bytes = await stores.content.read(digest);
  call.res.writeHead(200, {
    'content-type': record.mediaType,
    'content-length': bytes.length,
    'docker-content-digest': digest,
    etag: `"${digest}"`,
  });
  call.res.end(call.method === 'HEAD' ? undefined : bytes);
}

async function receiveManifest(
  call: Call,
  stores: Stores,
  repository: string,
  reference: ManifestReference,
): Promise<Omit<PushEvent, 'subject'>> {
  const bytes = await readLimited(call.req);
  const digest = sha256(bytes);
  if ('digest' in reference && reference.digest !== digest) {
    throw new RegistryError('DIGEST_INVALID', `The manifest is ${digest}, not ${reference.digest}`);
  }
  const parsed = parse(bytes, call.req.headers['content-type']?.split(';')[0]?.trim());
  const record = recordOf(parsed, bytes.length);
  await checkReferences(stores, repository, parsed);
  await stores.content.putBytes(bytes, digest);
  await stores.repositories.putManifest(repository, digest, record);
  const tag = 'tag' in reference ? reference.tag : undefined;
  if (tag !== undefined) await stores.repositories.setTag(repository, tag, digest);
  replyEmpty(call, 201, {
    location: `/v2/${repository}/manifests/${digest}`,
    'docker-content-digest': digest,
    ...(record.subject === undefined ? {} : { 'oci-subject': record.subject }),
  });
  return { repository, digest, mediaType: record.mediaType, ...(tag === undefined ? {} : { tag }) };
}

async function deleteManifest(
  call: Call,
  stores: Stores,
  repository: string,
  reference: ManifestReference,
): Promise<void> {
  const found =
    'tag' in reference
      ? await stores.repositories.deleteTag(repository, reference.tag)
      : await stores.repositories.deleteManifest(repository, reference.digest);
  if (!found) throw unknownManifest(reference);
  replyEmpty(call, 202);
}

function parse(bytes: Uint8Array, mediaType: string | undefined): ParsedManifest {
  try {
    return parseManifest(bytes, mediaType);
  } catch (cause) {
    if (cause instanceof OciError)
      throw new RegistryError('MANIFEST_INVALID', cause.message, { cause });
    throw cause;
  }
}

function recordOf(parsed: ParsedManifest, size: number): ManifestRecord {
  const document = parsed.kind === 'manifest' ? parsed.manifest : parsed.index;
  const references =
    parsed.kind === 'manifest'
      ? [parsed.manifest.config.digest, ...parsed.manifest.layers.map((layer) => layer.digest)]
      : parsed.index.manifests.map((manifest) => manifest.digest);
  // The specification: without an artifactType of its own, a manifest's is its config's type.
  const config = parsed.kind === 'manifest' ? parsed.manifest.config.mediaType : undefined;
  const artifactType =
    document.artifactType ?? (config === MEDIA_TYPES.config ? undefined : config);
  return {
    mediaType: parsed.mediaType,
    size,
    references,
    ...(document.subject === undefined ? {} : { subject: document.subject.digest }),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(document.annotations === undefined ? {} : { annotations: document.annotations }),
  };
}

async function checkReferences(
  stores: Stores,
  repository: string,
  parsed: ParsedManifest,
): Promise<void> {
  if (parsed.kind === 'index') {
    for (const { digest } of parsed.index.manifests) {
      if ((await stores.repositories.manifest(repository, digest)) === undefined) {
        throw new RegistryError(
          'MANIFEST_BLOB_UNKNOWN',
          `The index names ${digest}, which is not in the repository`,
        );
      }
    }
    return;
  }
  for (const { digest, urls } of [parsed.manifest.config, ...parsed.manifest.layers]) {
    if (urls !== undefined && urls.length > 0) continue;
    const linked = await stores.repositories.hasBlob(repository, digest);
    if (!linked || !(await stores.content.has(digest))) {
      throw new RegistryError(
        'MANIFEST_BLOB_UNKNOWN',
        `The manifest names ${digest}, which was not pushed to the repository`,
      );
    }
  }
}

async function readLimited(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > MANIFEST_LIMIT) {
      throw new RegistryError('SIZE_INVALID', `A manifest has at most ${MANIFEST_LIMIT} bytes`, {
        status: 413,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unknownManifest(reference: ManifestReference): RegistryError {
  const name = 'tag' in reference ? `tagged ${reference.tag}` : reference.digest;
  return new RegistryError('MANIFEST_UNKNOWN', `The repository has no manifest ${name}`);
}
