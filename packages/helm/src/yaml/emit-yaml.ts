import { formatFloat, GoError, GoInt, GoStruct, isValidUtf8, runes } from '@fairway/go-template';

import { emitText, needsExplicitKey } from './emit-scalar.ts';
import { foldLine } from './fold-line.ts';
import { compareKeys } from './sort-keys.ts';

const MAX_DEPTH = 1000;
const INDENT = 2;

/** Characters that YAML does not allow in a stream; go-yaml refuses to read them back. */
const FORBIDDEN = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** How a YAML text is written. */
interface Style {
  /** Lists under a key start two further in. */
  readonly indentLists: boolean;
  /** Long texts are broken over lines. */
  readonly folds: boolean;
  readonly number: (value: number) => string;
}

/** Through JSON, as Kubernetes' own tools write. */
const PLAIN: Style = { indentLists: false, folds: true, number: jsonNumber };
/** go-yaml v3 with an indentation of two: floats keep Go's notation. */
const PRETTY: Style = {
  indentLists: true,
  folds: false,
  number: (value) => formatFloat(value, 'g'),
};

/**
 * Writes a value as sigs.k8s.io/yaml's Marshal does: through JSON, keys sorted, lists not indented,
 * texts folded after column 80. The text ends with a newline.
 * @throws GoError for values that JSON or YAML cannot hold
 */
export function emitYaml(value: unknown): string {
  return emitNode(value, ROOT, PLAIN);
}

/**
 * Writes a value as helm's toYamlPretty does: like {@link emitYaml}, with indented lists.
 * @throws GoError for values that YAML cannot hold
 */
export function emitPrettyYaml(value: unknown): string {
  return emitNode(value, ROOT, PRETTY);
}

/** Where a node stands, which decides how it begins. */
interface Place {
  readonly position: 'root' | 'key' | 'item';
  /** Of the map or list around it. */
  readonly indent: number;
  /** Where a text on the same line starts. */
  readonly column: number;
}

const ROOT: Place = { position: 'root', indent: 0, column: 0 };

function jsonView(value: unknown): unknown {
  if (value instanceof GoStruct) return value.json ?? value.elements ?? new Map(value.fields);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return value ?? null;
}

function jsonNumber(value: number): string {
  if (!Number.isFinite(value))
    throw new GoError(`json: unsupported value: ${formatFloat(value, 'g')}`);
  // JSON writes whole numbers below 1e21 in digits; those that fit 64 bits come back as integers.
  if (Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64) return String(value);
  return formatFloat(value, 'g');
}

function legal(text: string): string {
  if (FORBIDDEN.test(text)) throw new GoError('yaml: control characters are not allowed');
  return isValidUtf8(text) ? text : text.replaceAll(/\p{Cs}/gu, '\ufffd');
}

function emitString(text: string, place: Place, style: Style): string {
  const emitted = emitText(legal(text));
  const lead = place.position === 'root' ? '' : ' ';
  const inner = place.position === 'root' ? INDENT : place.indent + INDENT;
  if (emitted.kind === 'line') {
    const line = style.folds ? foldLine(emitted.text, place.column, inner) : emitted.text;
    return `${lead}${line}\n`;
  }
  const margin = ' '.repeat(inner);
  const lines = emitted.lines.map((line) => (line === '' ? '\n' : `${margin}${line}\n`));
  return `${lead}${emitted.header}\n${lines.join('')}`;
}

function emitMember(key: string, value: unknown, indent: number, style: Style): string {
  const text = legal(key);
  if (needsExplicitKey(text)) {
    const place: Place = { position: 'item', indent, column: indent + INDENT };
    return `?${emitString(text, place, style)}${' '.repeat(indent)}:${emitNode(value, place, style)}`;
  }
  const emitted = emitText(text, true);
  const name = emitted.kind === 'line' ? emitted.text : '';
  const column = indent + runes(name).length + 2;
  return `${name}:${emitNode(value, { position: 'key', indent, column }, style)}`;
}

/** Writes a node after `position`: for a key or an item, what follows the `:` or `-`. */
function emitNode(raw: unknown, place: Place, style: Style): string {
  if (place.indent > MAX_DEPTH * INDENT)
    throw new GoError('json: unsupported value: encountered a cycle');
  const value = jsonView(raw);
  if (Array.isArray(value)) return emitList(value, place, style);
  if (value instanceof Map) return emitMap(value, place, style);
  if (typeof value === 'string') return emitString(value, place, style);
  const lead = place.position === 'root' ? '' : ' ';
  if (value === null) return `${lead}null\n`;
  if (typeof value === 'boolean') return `${lead}${String(value)}\n`;
  if (typeof value === 'number') return `${lead}${style.number(value)}\n`;
  if (value instanceof GoInt) return `${lead}${value.value}\n`;
  throw new GoError(`json: unsupported type: ${typeof value}`);
}

function emitList(list: readonly unknown[], { position, indent }: Place, style: Style): string {
  if (list.length === 0) return position === 'root' ? '[]\n' : ' []\n';
  // A list under a key starts at the key's own indentation; in an item, on the same line.
  const further = position === 'item' || (position === 'key' && style.indentLists);
  const own = further ? indent + INDENT : indent;
  const margin = ' '.repeat(own);
  const place: Place = { position: 'item', indent: own, column: own + INDENT };
  const items = list.map((item) => `-${emitNode(item, place, style)}`);
  const body = items.join(margin);
  if (position === 'key') return `\n${margin}${body}`;
  return position === 'item' ? ` ${body}` : body;
}

function emitMap(
  map: ReadonlyMap<string, unknown>,
  { position, indent }: Place,
  style: Style,
): string {
  if (map.size === 0) return position === 'root' ? '{}\n' : ' {}\n';
  const own = position === 'root' ? indent : indent + INDENT;
  const margin = ' '.repeat(own);
  const members = [...map.keys()]
    .toSorted(compareKeys)
    .map((key) => emitMember(key, map.get(key), own, style));
  const body = members.join(margin);
  if (position === 'key') return `\n${margin}${body}`;
  return position === 'item' ? ` ${body}` : body;
}
