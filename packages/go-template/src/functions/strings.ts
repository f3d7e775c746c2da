import { GoError } from '../errors.ts';
import { formatValue } from '../format/format-value.ts';
import { quoteGo } from '../format/quote.ts';
import { byteLength, byteSlice, bytesToString, runes, stringToBytes } from '../values/bytes.ts';
import { fn, variadic, type FunctionTable } from '../values/go-function.ts';
import { integer, stringOf, text } from './convert.ts';
import { trimSpace } from './trim-space.ts';

const BYTE_SPACE = /[\t\n\v\f\r \u0085\u00a0]+/g;

/** goutils reads each byte as a character of its own, which shows beyond ASCII. */
function bytesAsChars(value: string): string {
  return Buffer.from(stringToBytes(value)).toString('latin1');
}

function present(values: readonly unknown[]): unknown[] {
  return values.filter((value) => value !== null && value !== undefined);
}

function trunc(count: number, value: string): string {
  const length = byteLength(value);
  if (count < 0 && length + count > 0) return byteSlice(value, length + count, length);
  return count >= 0 && length > count ? byteSlice(value, 0, count) : value;
}

function substr(start: number, end: number, value: string): string {
  const length = byteLength(value);
  const to = start >= 0 && (end < 0 || end > length) ? length : end;
  const from = Math.max(start, 0);
  if (to < 0 || to > length || from > to) {
    throw new GoError(
      from > to && to >= 0
        ? `runtime error: slice bounds out of range [${from}:${to}]`
        : `runtime error: slice bounds out of range [:${to}]${to > length ? ` with length ${length}` : ''}`,
    );
  }
  return byteSlice(value, from, to);
}

function trimSet(value: string, cutset: string): string {
  const set = new Set(cutset);
  const chars = runes(value);
  let from = 0;
  let to = chars.length;
  while (from < to && set.has(chars[from] ?? '')) from++;
  while (to > from && set.has(chars[to - 1] ?? '')) to--;
  return chars.slice(from, to).join('');
}

function abbreviate(value: string, offset: number, width: number): string {
  const length = byteLength(value);
  if (value === '' || length <= width) return value;
  let start = Math.min(offset, length);
  if (length - start < width - 3) start = length - (width - 3);
  if (start <= 4) return `${byteSlice(value, 0, width - 3)}...`;
  if (width < 7) return '';
  if (start + width - 3 < length) {
    return `...${abbreviate(byteSlice(value, start, length), 0, width - 3)}`;
  }
  return `...${byteSlice(value, length - (width - 3), length)}`;
}

/** goutils' Wrap: breaks lines at spaces; counts bytes. */
function wrap(value: string, width: number, newline: string, breakWords: boolean): string {
  const bytes = stringToBytes(value);
  const limit = Math.max(width, 1);
  const slice = (from: number, to: number): string => bytesToString(bytes.subarray(from, to));
  const separator = newline === '' ? '\n' : newline;
  let out = '';
  let offset = 0;
  while (bytes.length - offset > limit) {
    if (bytes[offset] === 0x20) {
      offset++;
      continue;
    }
    const space = bytes.lastIndexOf(0x20, limit + offset);
    let end = space >= offset ? space : limit + offset;
    let next = space >= offset ? space + 1 : end;
    if (space < offset && !breakWords) {
      const later = bytes.indexOf(0x20, end);
      if (later < 0) return out + slice(offset, bytes.length);
      end = later;
      next = later + 1;
    }
    out += slice(offset, end) + separator;
    offset = next;
  }
  return out + slice(offset, bytes.length);
}

function indent(spaces: number, value: string): string {
  if (spaces < 0) throw new GoError('strings: negative Repeat count');
  const padding = ' '.repeat(spaces);
  return padding + value.replaceAll('\n', `\n${padding}`);
}

function charge(spaces: number, value: string, context: { charge: (units: number) => void }): void {
  context.charge(value.length + spaces * value.split('\n').length);
}

/** sprig's string functions, but for those about letters' case. */
export const STRING_FUNCTIONS: FunctionTable = {
  hello: fn([], () => 'Hello!'),
  trim: fn(['string'], ([value]) => trimSpace(text(value))),
  trimAll: fn(['string', 'string'], ([set, value]) => trimSet(text(value), text(set))),
  trimall: fn(['string', 'string'], ([set, value]) => trimSet(text(value), text(set))),
  trimSuffix: fn(['string', 'string'], ([suffix, value]) => {
    const whole = text(value);
    return whole.endsWith(text(suffix))
      ? whole.slice(0, whole.length - text(suffix).length)
      : whole;
  }),
  trimPrefix: fn(['string', 'string'], ([prefix, value]) => {
    const whole = text(value);
    return whole.startsWith(text(prefix)) ? whole.slice(text(prefix).length) : whole;
  }),
  nospace: fn(['string'], ([value]) => {
    const chars = bytesAsChars(text(value));
    const kept = chars.replaceAll(BYTE_SPACE, '');
    return kept === chars ? value : kept;
  }),
  repeat: fn(['int', 'string'], ([count, value], context) => {
    const times = integer(count);
    if (times < 0) throw new GoError('strings: negative Repeat count');
    context.charge(times * text(value).length);
    return text(value).repeat(times);
  }),
  substr: fn(['int', 'int', 'string'], ([start, end, value]) =>
    substr(integer(start), integer(end), text(value)),
  ),
  trunc: fn(['int', 'string'], ([count, value]) => trunc(integer(count), text(value))),
  abbrev: fn(['int', 'string'], ([width, value]) =>
    integer(width) < 4 ? value : abbreviate(text(value), 0, integer(width)),
  ),
  abbrevboth: fn(['int', 'int', 'string'], ([left, right, value]) => {
    const width = integer(right);
    if (width < 4 || (integer(left) > 0 && width < 7)) return value;
    return abbreviate(text(value), integer(left), width);
  }),
  initials: fn(['string'], ([value]) =>
    bytesAsChars(text(value))
      .split(BYTE_SPACE)
      .map((word) => runes(word).slice(0, 1).join(''))
      .join(''),
  ),
  wrap: fn(['int', 'string'], ([width, value]) => wrap(text(value), integer(width), '', false)),
  wrapWith: fn(['int', 'string', 'string'], ([width, newline, value]) =>
    wrap(text(value), integer(width), text(newline), true),
  ),
  contains: fn(['string', 'string'], ([part, value]) => text(value).includes(text(part))),
  hasPrefix: fn(['string', 'string'], ([part, value]) => text(value).startsWith(text(part))),
  hasSuffix: fn(['string', 'string'], ([part, value]) => text(value).endsWith(text(part))),
  quote: variadic(['any'], (values) =>
    present(values)
      .map((value) => quoteGo(stringOf(value)))
      .join(' '),
  ),
  squote: variadic(['any'], (values) =>
    present(values)
      .map((value) => `'${formatValue(value)}'`)
      .join(' '),
  ),
  cat: variadic(['any'], (values) =>
    present(values)
      .map((value) => formatValue(value))
      .join(' '),
  ),
  indent: fn(['int', 'string'], ([spaces, value], context) => {
    charge(integer(spaces), text(value), context);
    return indent(integer(spaces), text(value));
  }),
  nindent: fn(['int', 'string'], ([spaces, value], context) => {
    charge(integer(spaces), text(value), context);
    return `\n${indent(integer(spaces), text(value))}`;
  }),
  replace: fn(['string', 'string', 'string'], ([from, to, value], context) => {
    const parts = text(value).split(text(from));
    context.charge(text(value).length + parts.length * text(to).length);
    // An empty pattern matches before every character and at the end.
    if (text(from) !== '') return parts.join(text(to));
    return runes(text(value)).reduce((out, char) => out + char + text(to), text(to));
  }),
  plural: fn(['string', 'string', 'int'], ([one, many, count]) =>
    integer(count) === 1 ? one : many,
  ),
  toString: fn(['any'], ([value]) => stringOf(value)),
};
