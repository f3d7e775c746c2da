import { formatFloat, GoError, GoInt, GoStruct, isValidUtf8 } from '@fairway/go-template';

import { emitText, needsExplicitKey } from './emit-scalar.ts';
import { compareKeys } from './sort-keys.ts';

const MAX_DEPTH = 1000;
const INDENT = 2;
/** Characters that YAML does not allow in a stream; go-yaml refuses to read them back. */
const FORBIDDEN = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/**
 * Writes a value as sigs.k8s.io/yaml's Marshal does: through JSON, keys sorted, lists not indented,
 * no folding. The text ends with a newline.
 * @throws GoError for values that JSON or YAML cannot hold
 */
export function emitYaml(value: unknown): string {
  return emitNode(jsonView(value), 0, 'root');
}

/** Where a node stands, which decides how it begins. */
type Position = 'root' | 'key' | 'item';

function jsonView(value: unknown): unknown {
  if (value instanceof GoStruct) return value.json ?? value.elements ?? new Map(value.fields);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value ?? null;
}

function number(value: number): string {
  if (!Number.isFinite(value))
    throw new GoError(`json: unsupported value: ${formatFloat(value, 'g')}`);
  // JSON writes whole numbers below 1e21 in digits; those that fit 64 bits come back as integers.
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64)
    return BigInt(value).toString();
  return formatFloat(value, 'g');
}

function legal(text: string): string {
  if (FORBIDDEN.test(text)) throw new GoError('yaml: control characters are not allowed');
  return isValidUtf8(text) ? text : text.replaceAll(/\p{Cs}/gu, '\ufffd');
}

function emitString(text: string, indent: number, position: Position): string {
  const emitted = emitText(legal(text));
  const lead = position === 'root' ? '' : ' ';
  if (emitted.kind === 'line') return `${lead}${emitted.text}\n`;
  const margin = ' '.repeat(position === 'root' ? INDENT : indent + INDENT);
  const lines = emitted.lines.map((line) => (line === '' ? '\n' : `${margin}${line}\n`));
  return `${lead}${emitted.header}\n${lines.join('')}`;
}

function emitKey(key: string, indent: number): string {
  const text = legal(key);
  if (!needsExplicitKey(text)) {
    const emitted = emitText(text, true);
    return emitted.kind === 'line' ? `${emitted.text}:` : '';
  }
  return `?${emitString(text, indent, 'item')}${' '.repeat(indent)}:`;
}

/** Writes a node after `position`: for a key or an item, what follows the `:` or `-`. */
function emitNode(raw: unknown, indent: number, position: Position): string {
  if (indent > MAX_DEPTH * INDENT)
    throw new GoError('json: unsupported value: encountered a cycle');
  const value = jsonView(raw);
  if (Array.isArray(value)) return emitList(value, indent, position);
  if (value instanceof Map) return emitMap(value, indent, position);
  if (typeof value === 'string') return emitString(value, indent, position);
  const lead = position === 'root' ? '' : ' ';
  if (value === null) return `${lead}null\n`;
  if (typeof value === 'boolean') return `${lead}${String(value)}\n`;
  if (typeof value === 'number') return `${lead}${number(value)}\n`;
  if (value instanceof GoInt) return `${lead}${value.value}\n`;
  throw new GoError(`json: unsupported type: ${typeof value}`);
}

function emitList(list: readonly unknown[], indent: number, position: Position): string {
  if (list.length === 0) return position === 'root' ? '[]\n' : ' []\n';
  // A list under a key starts at the key's own indentation; in an item, on the same line.
  const own = position === 'item' ? indent + INDENT : indent;
  const margin = ' '.repeat(own);
  const items = list.map((item) => `-${emitNode(item, own, 'item')}`);
  const body = items.join(margin);
  if (position === 'key') return `\n${margin}${body}`;
  return position === 'item' ? ` ${body}` : body;
}

function emitMap(map: ReadonlyMap<string, unknown>, indent: number, position: Position): string {
  if (map.size === 0) return position === 'root' ? '{}\n' : ' {}\n';
  const own = position === 'root' ? indent : indent + INDENT;
  const margin = ' '.repeat(own);
  const members = [...map.keys()]
    .toSorted(compareKeys)
    .map((key) => `${emitKey(key, own)}${emitNode(map.get(key), own, 'key')}`);
  const body = members.join(margin);
  if (position === 'key') return `\n${margin}${body}`;
  return position === 'item' ? ` ${body}` : body;
}
