import { posix } from 'node:path';
import { pipeline, Readable } from 'node:stream';

import { type Extract as TarExtract, extract, type Header } from 'tar-stream';

import { entryPath } from './entry-path.ts';
import { OciError } from './errors.ts';
import type { Owner } from './layer-entry.ts';
import { LayerWriter } from './layer-writer.ts';

/** How much one layer may unpack to. */
export interface LayerLimits {
  /** Bytes of all files together. */
  readonly bytes: number;
  readonly entries: number;
}

/** What {@link unpackLayer} needs. */
export interface UnpackLayerOptions {
  /** The uncompressed tar. */
  readonly source: AsyncIterable<Uint8Array>;
  /** An existing empty folder that nobody else writes to. */
  readonly directory: string;
  /** Who gets the files; absent, they belong to this process' user. */
  readonly owner?: Owner | undefined;
  readonly limits?: LayerLimits;
}

/** What the layer deletes below itself; paths are relative to the root. */
export interface UnpackedLayer {
  readonly whiteouts: readonly string[];
  /** Folders whose lower content is hidden; '' is the root. */
  readonly opaque: readonly string[];
  readonly bytes: number;
}

type Entry = TarExtract extends AsyncIterable<infer Found> ? Found : never;

const DEFAULT_LIMITS: LayerLimits = { bytes: 32 * 1024 ** 3, entries: 2_000_000 };
const OPAQUE = '.wh..wh..opq';

/**
 * Unpacks a layer's tar into a folder. Hostile archives are refused: paths that leave the folder,
 * writes through links, hard links to the outside, devices and fifos, too much content. Owners in
 * the archive are not applied, and set-uid and set-gid bits are dropped: the files live on the
 * host. Folders stay writable and files readable for their owner.
 * @throws OciError `invalid-layer`, `blob-too-large`
 */
export async function unpackLayer(options: UnpackLayerOptions): Promise<UnpackedLayer> {
  const archive = extract();
  const source = Readable.from(options.source, { objectMode: false });
  let sourceFailure: unknown;
  source.once('error', (error) => {
    sourceFailure = error;
  });
  pipeline(source, archive, () => undefined);
  try {
    return await unpackEntries(archive, options);
  } catch (error) {
    if (sourceFailure !== undefined) throw sourceFailure;
    // What is neither ours nor the file system's comes from the tar reader.
    if (error instanceof OciError || !(error instanceof Error) || 'syscall' in error) throw error;
    const message = `The layer is not a readable tar archive: ${error.message}`;
    throw new OciError('invalid-layer', message, { cause: error });
  } finally {
    source.destroy();
  }
}

async function unpackEntries(
  archive: AsyncIterable<Entry>,
  options: UnpackLayerOptions,
): Promise<UnpackedLayer> {
  const limits = options.limits ?? DEFAULT_LIMITS;
  const writer = new LayerWriter(options.directory, options.owner);
  const marks: Marks = { whiteouts: [], opaque: [] };
  let bytes = 0;
  let count = 0;
  for await (const entry of archive) {
    bytes += entry.header.size;
    count += 1;
    if (bytes > limits.bytes || count > limits.entries) {
      const allowed = `${limits.bytes} bytes or ${limits.entries} files`;
      throw new OciError('blob-too-large', `The layer unpacks to more than ${allowed}`);
    }
    const path = entryPath(entry.header.name);
    if (!readMark(path, writer, marks)) await place(writer, path, entry);
    entry.resume();
  }
  writer.finish();
  return { ...settle(writer, marks), bytes };
}

interface Marks {
  readonly whiteouts: string[];
  readonly opaque: string[];
}

/** Whether the entry says a deletion instead of a file (OCI image layer specification). */
function readMark(path: string, writer: LayerWriter, marks: Marks): boolean {
  const { dir, base } = posix.parse(path);
  if (!base.startsWith('.wh.')) return false;
  // Other names of this form are bookkeeping of the aufs driver, to be ignored.
  if (base !== OPAQUE && base.startsWith('.wh..wh.')) return true;
  writer.parentsOf(path);
  const hidden = base.slice('.wh.'.length);
  if (base === OPAQUE) {
    marks.opaque.push(dir);
  } else if (['', '.', '..'].includes(hidden)) {
    throw new OciError('invalid-layer', `The layer deletes nothing with ${path}`);
  } else {
    marks.whiteouts.push(posix.join(dir, hidden));
  }
  return true;
}

/** A deletion beside a new entry of the same name means: only the new one is there. */
function settle(
  writer: LayerWriter,
  { whiteouts, opaque }: Marks,
): Pick<UnpackedLayer, 'whiteouts' | 'opaque'> {
  const unique = [...new Set(whiteouts)];
  const replaced = unique.filter((path) => writer.stat(path)?.isDirectory() === true);
  return {
    whiteouts: unique.filter((path) => writer.stat(path) === undefined),
    opaque: [...new Set([...opaque, ...replaced])],
  };
}

async function place(writer: LayerWriter, path: string, entry: Entry): Promise<void> {
  const header = entry.header;
  const mode = header.mode & 0o777;
  switch (header.type) {
    case 'directory':
      // The sticky bit stays: it is what makes /tmp work.
      writer.directory(path, (header.mode & 0o1777) | 0o700);
      return;
    case 'file':
    case 'contiguous-file':
      await writer.file(path, { mode: mode | 0o400, mtime: mtimeOf(header) }, async (append) => {
        for await (const chunk of entry) {
          if (chunk instanceof Uint8Array) append(chunk);
        }
      });
      return;
    case 'symlink':
      writer.symlink(path, header.linkname);
      return;
    case 'link':
      writer.hardlink(path, entryPath(header.linkname));
      return;
    default:
      throw new OciError(
        'invalid-layer',
        `The layer holds ${path}, a ${header.type}: only files, folders and links are unpacked`,
      );
  }
}

function mtimeOf(header: Header): number {
  const seconds = header.mtime.getTime() / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
