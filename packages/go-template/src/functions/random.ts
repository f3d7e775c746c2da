import { runes } from '../values/bytes.ts';
import { GoError } from '../errors.ts';
import {
  fn,
  type CallContext,
  type FunctionTable,
  type GoFunction,
} from '../values/go-function.ts';
import { goInt } from '../values/go-int.ts';
import { integer, text } from './convert.ts';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** A number below `bound` without bias: bytes over the last whole multiple are drawn again. */
function below(bound: number, context: CallContext): number {
  const limit = Math.floor(2 ** 32 / bound) * bound;
  for (;;) {
    const value = context.randomBytes(4).reduce((sum, byte) => sum * 256 + byte, 0);
    if (value < limit) return value % bound;
  }
}

function randomText(alphabet: string): GoFunction {
  return fn(['int'], ([count], context) => {
    const length = integer(count);
    if (length <= 0) return '';
    context.charge(length);
    return Array.from({ length }, () => alphabet.charAt(below(alphabet.length, context))).join('');
  });
}

function shuffle(value: string, context: CallContext): string {
  const chars = runes(value);
  for (let i = chars.length - 1; i > 0; i--) {
    const j = below(i + 1, context);
    [chars[i], chars[j]] = [chars[j] ?? '', chars[i] ?? ''];
  }
  return chars.join('');
}

function uuid(context: CallContext): string {
  const bytes = Buffer.from(context.randomBytes(16));
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** sprig's random functions; their source is given with the execution. */
export const RANDOM_FUNCTIONS: FunctionTable = {
  randAlphaNum: randomText(LETTERS + DIGITS),
  randAlpha: randomText(LETTERS),
  randNumeric: randomText(DIGITS),
  randAscii: randomText(ASCII),
  randBytes: fn(['int'], ([count], context) => {
    context.charge(integer(count));
    return Buffer.from(context.randomBytes(Math.max(integer(count), 0))).toString('base64');
  }),
  randInt: fn(['int', 'int'], ([from, to], context) => {
    const span = integer(to) - integer(from);
    if (span <= 0) throw new GoError('invalid argument to Intn');
    return goInt(integer(from) + below(span, context));
  }),
  shuffle: fn(['string'], ([value], context) => shuffle(text(value), context)),
  uuidv4: fn([], (_, context) => uuid(context)),
};
