import { compareStrings } from '../values/bytes.ts';
import { GoInt } from '../values/go-int.ts';
import { GoStruct, typeName } from '../values/go-types.ts';
import { formatFloat } from './format-float.ts';
import { quoteGo } from './quote.ts';

/** Values deeper than this are cut off: only a value that contains itself gets there. */
const MAX_DEPTH = 200;

/** The keys of a map in the order in which Go visits them. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  return [...map.keys()].toSorted(compareStrings);
}

/** The text of a scalar under `%v`, or undefined for composite values. */
function scalar(value: unknown): string | undefined {
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return formatFloat(value, 'g');
  if (value instanceof GoInt) return value.value.toString();
  if (value instanceof GoStruct) return value.text;
  if (value instanceof Date) return value.toISOString();
  return undefined;
}

function plain(value: unknown, plus: boolean, depth: number): string {
  if (depth > MAX_DEPTH) return '...';
  const text = scalar(value);
  if (text !== undefined) return text;
  const inner = (item: unknown): string => plain(item, plus, depth + 1);
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`;
  if (value instanceof Uint8Array) return `[${value.join(' ')}]`;
  if (value instanceof Map) {
    const entries = sortedKeys(value).map((key) => `${key}:${inner(value.get(key))}`);
    return `map[${entries.join(' ')}]`;
  }
  if (value instanceof GoStruct) {
    if (value.elements !== undefined) return inner(value.elements);
    const fields = [...value.fields].map(([name, field]) =>
      plus ? `${name}:${inner(field)}` : inner(field),
    );
    return `${value.kind === 'ptr' ? '&' : ''}{${fields.join(' ')}}`;
  }
  return String(value);
}

/** `%v`, or `%+v` with `plus`. */
export function formatValue(value: unknown, plus = false): string {
  return plain(value, plus, 0);
}

function sharp(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) return '...';
  if (value === undefined || value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return quoteGo(value);
  if (value instanceof GoInt && value.kind.startsWith('u')) {
    return `0x${value.value.toString(16)}`;
  }
  const inner = (item: unknown): string => sharp(item, depth + 1);
  const type = typeName(value);
  if (Array.isArray(value)) return `${type}{${value.map(inner).join(', ')}}`;
  if (value instanceof Uint8Array) {
    return `[]byte{${[...value].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`;
  }
  if (value instanceof Map) {
    const entries = sortedKeys(value).map((key) => `${quoteGo(key)}:${inner(value.get(key))}`);
    return `${type}{${entries.join(', ')}}`;
  }
  if (value instanceof GoStruct) {
    if (value.elements !== undefined) return inner(value.elements);
    const fields = [...value.fields].map(([name, field]) => `${name}:${inner(field)}`);
    return `${type}{${fields.join(', ')}}`;
  }
  return formatValue(value);
}

/** `%#v`: Go syntax. */
export function formatGoSyntax(value: unknown): string {
  return sharp(value, 0);
}

/** fmt.Sprint: a space between two operands of which neither is a string. */
export function sprint(args: readonly unknown[]): string {
  let out = '';
  args.forEach((arg, index) => {
    if (index > 0 && typeof arg !== 'string' && typeof args[index - 1] !== 'string') out += ' ';
    out += formatValue(arg);
  });
  return out;
}

/** fmt.Sprintln: a space between all operands and a newline at the end. */
export function sprintln(args: readonly unknown[]): string {
  return `${args.map((arg) => formatValue(arg)).join(' ')}\n`;
}
