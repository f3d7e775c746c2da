import { createReadStream, readFileSync } from 'node:fs';
import { posix } from 'node:path';

import { OciError } from './errors.ts';
import type { LayerEntry, Owner } from './layer-entry.ts';
import { encodeTarHeader, tarEnd, tarPadding, type TarHeader } from './tar-header.ts';

/** How entries become an archive. */
export interface TarOptions {
  /** Owner of every entry that names none. */
  readonly owner: Owner;
  /** Seconds since 1970 that every entry carries. */
  readonly mtime: number;
}

/** Files up to here are read at once and in place: the thread pool takes longer than the read. */
const SMALL_FILE = 128 * 1024;
const BATCH = 256 * 1024;

/** An OCI layer's tar as bytes, in the order of the entries; the same entries give the same bytes. */
export async function* tarStreamOf(
  entries: AsyncIterable<LayerEntry> | Iterable<LayerEntry>,
  options: TarOptions,
): AsyncGenerator<Uint8Array> {
  yield* batched(rawTar(entries, options));
}

async function* rawTar(
  entries: AsyncIterable<LayerEntry> | Iterable<LayerEntry>,
  options: TarOptions,
): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield encodeTarHeader(headerOf(entry, options));
    if (entry.type === 'file') {
      yield* content(entry.source, entry.size);
      yield tarPadding(entry.size);
    }
  }
  yield tarEnd();
}

function headerOf(entry: LayerEntry, options: TarOptions): TarHeader {
  const owner = entry.owner ?? options.owner;
  if (posix.basename(entry.path).startsWith('.wh.')) {
    throw new OciError(
      'invalid-layer',
      `${entry.path}: a name that starts with ".wh." means a deletion in a layer`,
    );
  }
  const common = {
    uid: owner.uid,
    gid: owner.gid,
    mtime: options.mtime,
    size: 0,
    name: entry.path,
  };
  switch (entry.type) {
    case 'directory':
      return { ...common, type: 'directory', name: `${entry.path}/`, mode: entry.mode };
    case 'file':
      return { ...common, type: 'file', mode: entry.mode, size: entry.size };
    case 'symlink':
      return { ...common, type: 'symlink', mode: 0o777, linkName: entry.target };
    case 'hardlink':
      return { ...common, type: 'hardlink', mode: 0o644, linkName: entry.target };
    default:
      return { ...common, type: 'file', name: whiteoutName(entry.path), mode: 0o644 };
  }
}

function whiteoutName(path: string): string {
  const { dir, base } = posix.parse(path);
  return posix.join(dir, `.wh.${base}`);
}

async function* content(source: string | Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  if (typeof source !== 'string') {
    yield source;
    return;
  }
  let read = 0;
  if (size <= SMALL_FILE) {
    const bytes = readFileSync(source);
    read = bytes.length;
    if (read === size) yield bytes;
  } else {
    for await (const chunk of createReadStream(source, { highWaterMark: BATCH })) {
      const bytes: Uint8Array = chunk;
      read += bytes.length;
      if (read > size) break;
      yield bytes;
    }
  }
  if (read !== size) {
    throw new OciError(
      'invalid-layer',
      `${source} changed while it was packed (${size} bytes before)`,
    );
  }
}

/** Joins small chunks, so that an archive of small files is not hashed and written in crumbs. */
async function* batched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    pending.push(chunk);
    length += chunk.byteLength;
    if (length < BATCH) continue;
    yield pending.length === 1 ? chunk : Buffer.concat(pending);
    pending = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(pending);
}
