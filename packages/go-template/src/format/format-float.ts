/** The shortest general form is written with an exponent from 10^6 on. */
const SHORTEST_LIMIT = 6;

/** A float as digits and a decimal exponent: 0.d1d2d3… × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** The magnitude as numerator and denominator, exactly. */
function exactFraction(value: number): [bigint, bigint] {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponentBits = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const mantissa = exponentBits === 0 ? fraction : fraction | (1n << 52n);
  const exponent = Math.max(exponentBits, 1) - 1075;
  return exponent >= 0 ? [mantissa << BigInt(exponent), 1n] : [mantissa, 1n << BigInt(-exponent)];
}

/** |value| × 10^scale as an integer, rounded half to even on the exact value, as strconv does. */
function scaled(value: number, scale: number): bigint {
  const [numerator, denominator] = exactFraction(value);
  const top = scale >= 0 ? numerator * 10n ** BigInt(scale) : numerator;
  const bottom = scale >= 0 ? denominator : denominator * 10n ** BigInt(-scale);
  const quotient = top / bottom;
  const twice = (top % bottom) * 2n;
  if (twice > bottom || (twice === bottom && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

function shortest(value: number): Decimal {
  if (value === 0) return { digits: '0', point: 1 };
  const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function significant(value: number, count: number): Decimal {
  if (value === 0) return { digits: '0'.repeat(count), point: 1 };
  const { point } = shortest(value);
  const digits = scaled(value, count - point).toString();
  if (digits.length <= count) return { digits: digits.padStart(count, '0'), point };
  return { digits: digits.slice(0, count), point: point + 1 };
}

function exponentForm(decimal: Decimal, letter: string): string {
  const { digits, point } = decimal;
  const exponent = point - 1;
  const sign = exponent < 0 ? '-' : '+';
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${digits.slice(0, 1)}${fraction}${letter}${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function fixedForm(value: number, precision: number): string {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, '0');
  if (precision === 0) return digits;
  return `${digits.slice(0, -precision)}.${digits.slice(-precision)}`;
}

function plainForm({ digits, point }: Decimal): string {
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return digits.padEnd(point, '0');
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}

function generalForm(value: number, precision: number | undefined, letter: string): string {
  const count = precision === undefined ? undefined : Math.max(precision, 1);
  const exact = count === undefined ? shortest(value) : significant(value, count);
  const digits = exact.digits.replace(/(?<=.)0+$/, '');
  const exponent = exact.point - 1;
  const decimal = { digits, point: exact.point };
  if (exponent >= -4 && exponent < (count ?? SHORTEST_LIMIT)) return plainForm(decimal);
  return exponentForm(decimal, letter);
}

/**
 * strconv.FormatFloat: `e`, `f` and `g` (also `E`, `G`) with a precision, or the shortest text that
 * reads back as the same float.
 */
export function formatFloat(value: number, verb: string, precision?: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const letter = verb === 'E' || verb === 'G' ? 'E' : 'e';
  switch (verb) {
    case 'e':
    case 'E': {
      const decimal = precision === undefined ? shortest(value) : significant(value, precision + 1);
      return sign + exponentForm(decimal, letter);
    }
    case 'f':
    case 'F':
      return (
        sign + (precision === undefined ? plainForm(shortest(value)) : fixedForm(value, precision))
      );
    default:
      return sign + generalForm(value, precision, letter);
  }
}
