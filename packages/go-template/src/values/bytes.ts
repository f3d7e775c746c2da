/*
 * Go strings are bytes. Here they are JavaScript strings in which a byte that is
 * not valid UTF-8 stands as a lone surrogate U+DC80..U+DCFF, so that no byte is lost.
 */

const ESCAPE_BASE = 0xdc00;
const LONE_SURROGATE = /\p{Cs}/u;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || lead > 0xf4 || at + length > bytes.length) return 0;
  for (let i = 1; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  if ((lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f)) return 0;
  return length;
}

/** Turns bytes into a string without loss; the reverse of {@link stringToBytes}. */
export function bytesToString(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    let out = '';
    for (let at = 0; at < bytes.length;) {
      const length = sequenceLength(bytes, at);
      if (length === 0) {
        out += String.fromCharCode(ESCAPE_BASE + (bytes[at] ?? 0));
        at += 1;
      } else {
        out += decoder.decode(bytes.subarray(at, at + length));
        at += length;
      }
    }
    return out;
  }
}

function escapedByte(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff;
}

/** True when the string holds no byte outside valid UTF-8. */
export function isValidUtf8(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** The bytes of a string, in Go's sense. */
export function stringToBytes(text: string): Uint8Array {
  if (isValidUtf8(text)) return new Uint8Array(Buffer.from(text, 'utf8'));
  const parts: number[] = [];
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char.length === 1 && escapedByte(code)) parts.push(code - ESCAPE_BASE);
    else parts.push(...Buffer.from(char, 'utf8'));
  }
  return Uint8Array.from(parts);
}

const ASCII = /^[\0-\x7f]*$/;

/** `len` of a Go string. */
export function byteLength(text: string): number {
  if (ASCII.test(text)) return text.length;
  return isValidUtf8(text) ? Buffer.byteLength(text) : stringToBytes(text).length;
}

/** `text[from:to]` of a Go string: byte offsets, already checked to be in range. */
export function byteSlice(text: string, from: number, to: number): string {
  if (ASCII.test(text)) return text.slice(from, to);
  return bytesToString(stringToBytes(text).subarray(from, to));
}

/** Orders strings as Go does: by their bytes, which is by code point. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    const surrogateX = x >= 0xd800 && x <= 0xdfff;
    const surrogateY = y >= 0xd800 && y <= 0xdfff;
    if (surrogateX !== surrogateY) return surrogateX ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** The code points of a text, each as a string (Go's runes). */
export function runes(text: string): string[] {
  return Array.from(text);
}
