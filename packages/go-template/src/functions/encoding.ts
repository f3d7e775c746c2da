import { createHash } from 'node:crypto';

import { bytesToString, runes, stringToBytes } from '../values/bytes.ts';
import { fn, type FunctionTable } from '../values/go-function.ts';
import { text } from './convert.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function hash(algorithm: string, value: unknown): string {
  return createHash(algorithm)
    .update(stringToBytes(text(value)))
    .digest('hex');
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** The offset of the first byte that is not standard, padded base64; -1 when there is none. */
function badBase64(value: string): number {
  const match = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(value);
  const good = match?.[0].length ?? 0;
  if (good === value.length) return -1;
  const offset = value.slice(good).search(/[^A-Za-z0-9+/]/);
  return offset < 0 ? value.length - (value.length % 4) : good + offset;
}

function decodeBase64(encoded: string): string {
  const value = encoded.replaceAll(/[\r\n]/g, '');
  const bad = badBase64(value);
  if (bad >= 0) return `illegal base64 data at input byte ${bad}`;
  return bytesToString(new Uint8Array(Buffer.from(value, 'base64')));
}

function encodeBase32(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const group = bytes.subarray(at, at + 5);
    const bits = [...group].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const digits = bits.match(/.{1,5}/g) ?? [];
    out += digits
      .map((digit) => BASE32[Number.parseInt(digit.padEnd(5, '0'), 2)])
      .join('')
      .padEnd(8, '=');
  }
  return out;
}

function decodeBase32(encoded: string): string {
  const value = encoded.replaceAll(/[\r\n]/g, '');
  const bad = value.replace(/=+$/, '').search(/[^A-Z2-7]/);
  if (bad >= 0 || value.length % 8 !== 0) {
    return `illegal base32 data at input byte ${bad >= 0 ? bad : value.length - (value.length % 8)}`;
  }
  const digits = value.replace(/=+$/, '');
  const bits = runes(digits)
    .map((char) => BASE32.indexOf(char).toString(2).padStart(5, '0'))
    .join('');
  return bytesToString(
    Uint8Array.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))),
  );
}

/** sprig's encodings and hashes. */
export const ENCODING_FUNCTIONS: FunctionTable = {
  b64enc: fn(['string'], ([value]) => Buffer.from(stringToBytes(text(value))).toString('base64')),
  b64dec: fn(['string'], ([value]) => decodeBase64(text(value))),
  b32enc: fn(['string'], ([value]) => encodeBase32(stringToBytes(text(value)))),
  b32dec: fn(['string'], ([value]) => decodeBase32(text(value))),
  sha1sum: fn(['string'], ([value]) => hash('sha1', value)),
  sha256sum: fn(['string'], ([value]) => hash('sha256', value)),
  sha512sum: fn(['string'], ([value]) => hash('sha512', value)),
  adler32sum: fn(['string'], ([value]) => String(adler32(stringToBytes(text(value))))),
};
