import { gunzipSync } from 'node:zlib';

import { bytesToString } from '@fairway/go-template';

import { HelmError } from '../errors.ts';

const BLOCK = 512;
/** helm's limit of an unpacked chart, so that a small file cannot fill the memory. */
const MAX_BYTES = 100 * 1024 * 1024;

function invalid(message: string, cause?: unknown): HelmError {
  return new HelmError('CHART_INVALID', `chart archive cannot be read: ${message}`, { cause });
}

function unzip(archive: Uint8Array): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: MAX_BYTES });
  } catch (error) {
    if (error instanceof RangeError)
      throw invalid(`it unpacks to more than ${MAX_BYTES} bytes`, error);
    throw invalid(error instanceof Error ? error.message : 'not gzip', error);
  }
}

function field(block: Uint8Array, from: number, length: number): string {
  const bytes = block.subarray(from, from + length);
  const end = bytes.indexOf(0);
  return bytesToString(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The path in a pax header's records (`27 path=long/name\n`). */
function paxPath(data: Uint8Array): string | undefined {
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(bytesToString(data))?.[1];
}

/** The path of an archive's entry within the chart: without the chart's own folder. */
function chartPath(name: string): string | undefined {
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..')) {
    throw new HelmError(
      'CHART_UNSAFE',
      `chart archive holds the path ${JSON.stringify(name)}, which leads out of it`,
      {
        file: name,
      },
    );
  }
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  return parts.length < 2 ? undefined : parts.slice(1).join('/');
}

/**
 * Unpacks a packaged chart (.tgz) into its files, in memory. Links and devices are left out.
 * @throws HelmError `CHART_INVALID`, or `CHART_UNSAFE` for a path that leads out of the chart
 */
export function readChartArchive(archive: Uint8Array): Map<string, Uint8Array> {
  const tar = unzip(archive);
  const files = new Map<string, Uint8Array>();
  let longName: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    const size = Number.parseInt(field(header, 124, 12).trim() || '0', 8);
    if (!Number.isInteger(size) || size < 0 || at + BLOCK + size > tar.length)
      throw invalid('it is cut off');
    const data = tar.subarray(at + BLOCK, at + BLOCK + size);
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = field(header, 156, 1);
    if (type === 'x') longName = paxPath(data) ?? longName;
    else if (type === 'L') longName = bytesToString(data).replace(/\0.*$/s, '');
    else {
      const prefix = field(header, 257, 5) === 'ustar' ? field(header, 345, 155) : '';
      const short = prefix === '' ? field(header, 0, 100) : `${prefix}/${field(header, 0, 100)}`;
      const path = type === '' || type === '0' ? chartPath(longName ?? short) : undefined;
      if (path !== undefined) files.set(path, data);
      if (type !== 'g') longName = undefined;
    }
  }
  if (files.size === 0) throw invalid('no files in it');
  return files;
}
