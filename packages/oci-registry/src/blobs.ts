import { pipeline } from 'node:stream/promises';

import type { Digest } from '@fairway/oci';

import { type Call, replyEmpty, type Stores, unsupported } from './call.ts';
import { RegistryError } from './registry-error.ts';

/** The bytes a Range header asks for, both ends included. */
type ByteRange = { readonly start: number; readonly end: number };

/**
 * Reads a Range header of one range (RFC 9110 section 14). Undefined: the whole blob; what is not
 * understood is ignored, as the RFC asks.
 * @throws RegistryError 416 when the range lies outside
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) {
    throw new RegistryError('SIZE_INVALID', `The blob has ${size} bytes`, { status: 416 });
  }
  return { start, end };
}

/** GET, HEAD and DELETE of a blob. A blob is in a repository only if it was pushed or mounted there. */
export async function handleBlob(
  call: Call,
  stores: Stores,
  repository: string,
  digest: Digest,
): Promise<void> {
  if (call.method === 'DELETE') {
    if (!(await stores.repositories.unlinkBlob(repository, digest))) throw unknownBlob(digest);
    replyEmpty(call, 202);
    return;
  }
  if (call.method !== 'GET' && call.method !== 'HEAD') throw unsupported(call);
  const linked = await stores.repositories.hasBlob(repository, digest);
  const info = linked ? await stores.content.stat(digest) : undefined;
  if (info === undefined) throw unknownBlob(digest);
  const range = call.method === 'GET' ? parseRange(call.req.headers.range, info.size) : undefined;
  call.res.writeHead(range === undefined ? 200 : 206, {
    'content-type': 'application/octet-stream',
    'content-length': range === undefined ? info.size : range.end - range.start + 1,
    'docker-content-digest': digest,
    etag: `"${digest}"`,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    ...(range === undefined
      ? {}
      : { 'content-range': `bytes ${range.start}-${range.end}/${info.size}` }),
  });
  if (call.method === 'HEAD') {
    call.res.end();
    return;
  }
  await pipeline(await stores.content.open(digest, range), call.res);
}

function unknownBlob(digest: Digest): RegistryError {
  return new RegistryError('BLOB_UNKNOWN', `The repository has no blob ${digest}`);
}
