import { OciError } from './errors.ts';

/** What a tar header says. Sizes are bytes, times whole seconds since 1970. */
export interface TarHeader {
  readonly name: string;
  readonly type: 'file' | 'hardlink' | 'symlink' | 'directory' | 'character-device';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: number;
  readonly linkName?: string;
}

const BLOCK = 512;
const MAX_OCTAL_SIZE = 0o77777777777;
const TYPE_FLAG = {
  file: '0',
  hardlink: '1',
  symlink: '2',
  'character-device': '3',
  directory: '5',
} as const;

/** The zero bytes that fill up content of `size` bytes to a whole block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** The two empty blocks that end an archive. */
export function tarEnd(): Buffer {
  return Buffer.alloc(2 * BLOCK);
}

/**
 * A header in POSIX ustar form, preceded by a pax extended header where a name, link or size does
 * not fit (IEEE Std 1003.1, pax interchange format).
 */
export function encodeTarHeader(header: TarHeader): Buffer {
  const pax: [string, string][] = [];
  if (!fits(header.name)) pax.push(['path', header.name]);
  if (header.linkName !== undefined && !fits(header.linkName))
    pax.push(['linkpath', header.linkName]);
  if (header.size > MAX_OCTAL_SIZE) pax.push(['size', String(header.size)]);
  const block = ustarBlock(header, TYPE_FLAG[header.type]);
  if (pax.length === 0) return block;
  const records = Buffer.from(pax.map(([key, value]) => paxRecord(key, value)).join(''));
  const extended = ustarBlock(
    {
      name: 'PaxHeader',
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size: records.length,
      mtime: header.mtime,
    },
    'x',
  );
  return Buffer.concat([extended, records, tarPadding(records.length), block]);
}

/** A pax record holds its own length, in decimal digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  length = bytes + String(length).length;
  return `${length}${rest}`;
}

function fits(text: string): boolean {
  return text.length <= 100 && /^[\x20-\x7e]*$/.test(text);
}

function octal(value: number, width: number): string {
  const text = value.toString(8);
  if (text.length > width) {
    throw new OciError('invalid-layer', `The number ${value} does not fit into a tar header`);
  }
  return text.padStart(width, '0');
}

function ustarBlock(header: TarHeader, flag: string): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(header.name, 0, 100, 'utf8');
  block.write(octal(header.mode, 7), 100, 'ascii');
  block.write(octal(header.uid, 7), 108, 'ascii');
  block.write(octal(header.gid, 7), 116, 'ascii');
  block.write(octal(Math.min(header.size, MAX_OCTAL_SIZE), 11), 124, 'ascii');
  block.write(octal(header.mtime, 11), 136, 'ascii');
  block.write('        ', 148, 'ascii');
  block.write(flag, 156, 'ascii');
  block.write(header.linkName ?? '', 157, 100, 'utf8');
  block.write('ustar\u000000', 257, 'ascii');
  if (header.type === 'character-device') {
    block.write(octal(0, 7), 329, 'ascii');
    block.write(octal(0, 7), 337, 'ascii');
  }
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148, 'ascii');
  return block;
}
