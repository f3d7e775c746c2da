import { bytesToString, runes, stringToBytes } from '../values/bytes.ts';
import { GoInt } from '../values/go-int.ts';
import { GoStruct, typeName } from '../values/go-types.ts';
import { formatFloat } from './format-float.ts';
import { formatGoSyntax, formatValue, sortedKeys } from './format-value.ts';
import { quoteGo, quoteRune } from './quote.ts';

/** Go caps width and precision at a million; more is written as an error. */
const MAX_NUMBER = 1_000_000;

interface Directive {
  /** `%+v`: field names; the sign of numbers is not asked for then. */
  readonly plusV: boolean;
  readonly plus: boolean;
  readonly minus: boolean;
  readonly sharp: boolean;
  readonly space: boolean;
  readonly zero: boolean;
  readonly width: number | undefined;
  readonly precision: number | undefined;
  readonly verb: string;
}

/** fmt.Sprintf, with its error texts (`%!d(string=x)`, `%!v(MISSING)`, `%!(EXTRA …)`). */
export function sprintf(format: string, args: readonly unknown[]): string {
  return new Printer(format, args).run();
}

class Printer {
  readonly #format: string;
  readonly #args: readonly unknown[];
  #at = 0;
  #next = 0;
  #reordered = false;
  #badIndex = false;

  constructor(format: string, args: readonly unknown[]) {
    this.#format = format;
    this.#args = args;
  }

  run(): string {
    let out = '';
    while (this.#at < this.#format.length) {
      const percent = this.#format.indexOf('%', this.#at);
      if (percent < 0) {
        out += this.#format.slice(this.#at);
        break;
      }
      out += this.#format.slice(this.#at, percent);
      this.#at = percent + 1;
      out += this.#directive();
    }
    if (!this.#reordered && this.#next < this.#args.length) {
      const extra = this.#args.slice(this.#next).map((arg) => {
        if (arg === undefined || arg === null) return '<nil>';
        return `${typeName(arg)}=${formatValue(arg)}`;
      });
      out += `%!(EXTRA ${extra.join(', ')})`;
    }
    return out;
  }

  #number(): number | undefined {
    const match = /^[0-9]+/.exec(this.#format.slice(this.#at, this.#at + 20));
    if (match === null) return undefined;
    this.#at += match[0].length;
    const value = Number(match[0]);
    return value > MAX_NUMBER ? undefined : value;
  }

  /** `[2]` chooses the argument that comes next. */
  #argumentIndex(): void {
    if (this.#format[this.#at] !== '[') return;
    this.#reordered = true;
    const match = /^\[([0-9]+)\]/.exec(this.#format.slice(this.#at));
    if (match === null) {
      const close = this.#format.indexOf(']', this.#at);
      this.#at = close < 0 ? this.#at + 1 : close + 1;
      this.#badIndex = true;
      return;
    }
    this.#at += match[0].length;
    const index = Number(match[1]) - 1;
    if (index < 0 || index >= this.#args.length) this.#badIndex = true;
    else this.#next = index;
  }

  /** A width or precision: digits, or `*` for the next argument. */
  #size(): { value: number | undefined; problem: boolean } {
    this.#argumentIndex();
    if (this.#format[this.#at] !== '*') return { value: this.#number(), problem: false };
    this.#at++;
    const arg = this.#args[this.#next++];
    const value = arg instanceof GoInt ? Number(arg.value) : undefined;
    if (value === undefined || Math.abs(value) > MAX_NUMBER)
      return { value: undefined, problem: true };
    return { value, problem: false };
  }

  #directive(): string {
    let flags = '';
    while ('+-# 0'.includes(this.#format[this.#at] ?? 'x')) flags += this.#format[this.#at++];
    this.#badIndex = false;
    let problems = '';
    let width = this.#size();
    if (width.problem) problems += '%!(BADWIDTH)';
    if (width.value !== undefined && width.value < 0) {
      flags += '-';
      width = { value: -width.value, problem: false };
    }
    let precision: number | undefined;
    if (this.#format[this.#at] === '.') {
      this.#at++;
      const size = this.#size();
      if (size.problem || (size.value !== undefined && size.value < 0)) {
        if (size.problem) problems += '%!(BADPREC)';
      } else precision = size.value ?? 0;
    }
    this.#argumentIndex();
    const code = this.#format.codePointAt(this.#at);
    if (code === undefined) return `${problems}%!(NOVERB)`;
    const verb = String.fromCodePoint(code);
    this.#at += verb.length;
    if (verb === '%') return `${problems}%`;
    if (this.#badIndex) return `${problems}%!${verb}(BADINDEX)`;
    if (this.#next >= this.#args.length) return `${problems}%!${verb}(MISSING)`;
    const minus = flags.includes('-');
    const arg = this.#args[this.#next++];
    return (
      problems +
      formatArg(arg, {
        plusV: verb === 'v' && flags.includes('+'),
        plus: verb !== 'v' && flags.includes('+'),
        minus,
        sharp: flags.includes('#'),
        space: flags.includes(' '),
        zero: flags.includes('0') && !minus,
        width: width.value,
        precision,
        verb,
      })
    );
  }
}

function runeCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function pad(text: string, directive: Directive, zero = false): string {
  const missing = (directive.width ?? 0) - runeCount(text);
  if (missing <= 0) return text;
  if (directive.minus) return text + ' '.repeat(missing);
  return (zero ? '0' : ' ').repeat(missing) + text;
}

/** A verb that doesn't suit the type: the value is shown with the same flags. */
function badVerb(arg: unknown, directive: Directive): string {
  const { verb } = directive;
  if (arg === undefined || arg === null) return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(arg)}=${formatArg(arg, { ...directive, verb: 'v', sharp: false })})`;
}

function formatArg(arg: unknown, directive: Directive): string {
  const { verb } = directive;
  if (verb === 'T') return formatString(typeName(arg), { ...directive, verb: 's' }, arg);
  if (arg === undefined || arg === null) {
    return verb === 'v' ? pad('<nil>', directive) : badVerb(arg, directive);
  }
  if (verb === 'v' && directive.sharp) return pad(formatGoSyntax(arg), directive);
  if (typeof arg === 'boolean') {
    return verb === 'v' || verb === 't'
      ? pad(String(arg), directive, directive.zero)
      : badVerb(arg, directive);
  }
  if (typeof arg === 'string') return formatString(arg, directive, arg);
  if (typeof arg === 'number') return formatNumber(arg, directive);
  if (arg instanceof GoInt) return formatInteger(arg, directive);
  if (arg instanceof GoStruct && arg.text !== undefined && 'vsqxX'.includes(verb)) {
    return formatString(arg.text, directive, arg);
  }
  if (arg instanceof Uint8Array && 'sqxX'.includes(verb)) {
    return formatString(bytesToString(arg), directive, arg);
  }
  return formatComposite(arg, directive);
}

function formatComposite(arg: unknown, directive: Directive): string {
  const inner = (item: unknown): string =>
    item === null || item === undefined ? '<nil>' : formatArg(item, directive);
  if (arg instanceof GoStruct && arg.elements !== undefined) return inner(arg.elements);
  if (Array.isArray(arg)) return `[${arg.map(inner).join(' ')}]`;
  if (arg instanceof Uint8Array) {
    return `[${[...arg].map((byte) => inner(new GoInt('uint8', BigInt(byte)))).join(' ')}]`;
  }
  if (arg instanceof Map) {
    const entries = sortedKeys(arg).map((key) => `${inner(key)}:${inner(arg.get(key))}`);
    return `map[${entries.join(' ')}]`;
  }
  if (directive.verb === 'v' || directive.verb === 's') {
    return pad(formatValue(arg, directive.plusV), directive);
  }
  return badVerb(arg, directive);
}

function formatString(text: string, directive: Directive, arg: unknown): string {
  const { precision, verb } = directive;
  const cut = precision === undefined ? text : runes(text).slice(0, precision).join('');
  switch (verb) {
    case 's':
    case 'v':
      return pad(cut, directive, directive.zero);
    case 'q': {
      const raw = directive.sharp && !/[`\p{Cc}]/u.test(cut);
      return pad(raw ? `\`${cut}\`` : quoteGo(cut, directive.plus), directive, directive.zero);
    }
    case 'x':
    case 'X': {
      const bytes = stringToBytes(text);
      const hex = Buffer.from(bytes.subarray(0, precision ?? bytes.length)).toString('hex');
      const spaced = directive.space ? hex.replace(/..(?=.)/g, '$& ') : hex;
      const full = directive.sharp && hex !== '' ? `0x${spaced}` : spaced;
      return pad(verb === 'X' ? full.toUpperCase() : full, directive, directive.zero);
    }
    default:
      return badVerb(arg, directive);
  }
}

/** Puts a sign and zero padding around the digits of a number. */
function signed(negative: boolean, digits: string, directive: Directive): string {
  const sign = negative ? '-' : directive.plus ? '+' : directive.space ? ' ' : '';
  if (!directive.zero) return pad(sign + digits, directive);
  return sign + digits.padStart((directive.width ?? 0) - sign.length, '0');
}

/** The shortest hexadecimal notation of a float, such as `0x1.8p+01`. */
function hexFloat(value: number): string {
  if (value === 0) return '0x0p+00';
  let exponent = Math.floor(Math.log2(value));
  if (value / 2 ** exponent >= 2) exponent++;
  const sign = exponent < 0 ? '-' : '+';
  return `0x${(value / 2 ** exponent).toString(16)}p${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function formatNumber(value: number, directive: Directive): string {
  const { verb, precision } = directive;
  if (verb === 'x' || verb === 'X') {
    const hex = hexFloat(Math.abs(value));
    return signed(value < 0, verb === 'X' ? hex.toUpperCase() : hex, directive);
  }
  if (!'vgGeEfF'.includes(verb)) return badVerb(value, directive);
  const general = verb === 'v' ? 'g' : verb;
  const digits = 'eEfF'.includes(verb) ? (precision ?? 6) : precision;
  const text = formatFloat(value, general, digits);
  const finite = Number.isFinite(value);
  const body = text.replace(/^[+-]/, '');
  if (text === '+Inf' && !directive.plus) return pad(directive.space ? ' Inf' : '+Inf', directive);
  return signed(text.startsWith('-'), body, finite ? directive : { ...directive, zero: false });
}

const BASES: ReadonlyMap<string, [number, string]> = new Map([
  ['d', [10, '']],
  ['v', [10, '']],
  ['b', [2, '0b']],
  ['o', [8, '0']],
  ['O', [8, '0o']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

function formatInteger(arg: GoInt, directive: Directive): string {
  const { verb, precision } = directive;
  if (verb === 'c') return pad(String.fromCodePoint(validRune(arg)), directive);
  if (verb === 'q') return pad(quoteRune(validRune(arg), directive.plus), directive);
  if (verb === 'U') {
    const hex = BigInt.asUintN(64, arg.value)
      .toString(16)
      .toUpperCase()
      .padStart(Math.max(precision ?? 4, 4), '0');
    const char = directive.sharp ? ` '${String.fromCodePoint(validRune(arg))}'` : '';
    return pad(`U+${hex}${char}`, directive);
  }
  const base = BASES.get(verb);
  if (base === undefined) return badVerb(arg, directive);
  const [radix, prefix] = base;
  const negative = arg.value < 0n;
  let digits = (negative ? -arg.value : arg.value).toString(radix);
  if (verb === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) {
    if (precision === 0 && arg.value === 0n) return pad('', directive);
    digits = digits.padStart(precision, '0');
  }
  const lead = directive.sharp || verb === 'O' ? prefix : '';
  if (directive.zero && precision === undefined) {
    const sign = negative || directive.plus || directive.space ? 1 : 0;
    digits = digits.padStart((directive.width ?? 0) - sign - (verb === 'O' ? 2 : 0), '0');
  }
  return signed(negative, lead + digits, { ...directive, zero: false });
}

function validRune(arg: GoInt): number {
  const code = arg.value;
  return code < 0n || code > 0x10ffffn || (code >= 0xd800n && code <= 0xdfffn)
    ? 0xfffd
    : Number(code);
}
