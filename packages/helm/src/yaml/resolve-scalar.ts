import { parseGoFloat, parseGoInteger } from '@fairway/go-template';

/** What a plain scalar means under YAML 1.1 as go-yaml v2 reads it. */
type ScalarKind = 'string' | 'null' | 'bool' | 'int' | 'float' | 'timestamp' | 'merge';

/** A resolved plain scalar. Timestamps keep their text, because JSON has none. */
export interface ResolvedScalar {
  readonly kind: ScalarKind;
  readonly value: string | number | bigint | boolean | null;
}

const WORDS = new Map<string, ResolvedScalar>();

function define(kind: ScalarKind, value: ResolvedScalar['value'], words: readonly string[]): void {
  for (const word of words) WORDS.set(word, { kind, value });
}

define('null', null, ['', '~', 'null', 'Null', 'NULL']);
define('bool', true, ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']);
define('bool', false, ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']);
define('float', NaN, ['.nan', '.NaN', '.NAN']);
define('float', Infinity, ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF']);
define('float', -Infinity, ['-.inf', '-.Inf', '-.INF']);
define('merge', '<<', ['<<']);

const YAML_FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year % 400 || 400, month, 0)).getUTCDate();
}

const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2}))|(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]+)?))?$/;

function isTimestamp(text: string): boolean {
  const match = TIMESTAMP.exec(text);
  if (match === null) return false;
  const [, year, month, day, ...time] = match.map(Number);
  const [hour = 0, minute = 0, second = 0] = time.filter((part) => !Number.isNaN(part));
  return isDay(year ?? 0, month ?? 0, day ?? 0) && hour < 24 && minute < 60 && second < 60;
}

function integer(text: string): bigint | undefined {
  // Underscores were removed before, so "1__0" counts too.
  const value = parseGoInteger(text);
  if (value === undefined || value > MAX_UINT64 || value < MIN_INT64) return undefined;
  return value;
}

/** Resolves a plain scalar to its YAML 1.1 value. */
export function resolveScalar(text: string): ResolvedScalar {
  const first = text.charAt(0);
  const known = WORDS.get(text);
  if (known !== undefined && (text === '' || /[yYnNtTfFoO~.+\-<]/.test(first))) return known;
  if (first === '.') {
    const value = parseGoFloat(text);
    if (value !== undefined) return { kind: 'float', value };
  } else if (/[0-9+-]/.test(first)) {
    if (isTimestamp(text)) return { kind: 'timestamp', value: text };
    const plain = text.replaceAll('_', '');
    const whole = integer(plain);
    if (whole !== undefined) return { kind: 'int', value: whole };
    const value = YAML_FLOAT.test(plain) ? parseGoFloat(plain) : undefined;
    if (value !== undefined) return { kind: 'float', value };
  }
  return { kind: 'string', value: text };
}
