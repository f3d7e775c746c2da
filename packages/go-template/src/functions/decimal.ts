import { GoError } from '../errors.ts';

/** A decimal number: coefficient × 10^exponent. */
interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Digits after the point that a division keeps (shopspring/decimal's DivisionPrecision). */
const DIVISION_DIGITS = 16;

function toDecimal(value: number): Decimal {
  if (!Number.isFinite(value)) return { coefficient: 0n, exponent: 0 };
  const [mantissa = '0', power = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length };
}

function toNumber({ coefficient, exponent }: Decimal): number {
  return Number(`${coefficient}e${exponent}`);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.coefficient * 10n ** BigInt(a.exponent - exponent),
    b.coefficient * 10n ** BigInt(b.exponent - exponent),
    exponent,
  ];
}

/** Sum without binary rounding: 0.1 + 0.2 is 0.3. */
export function addDecimals(a: number, b: number): number {
  const [x, y, exponent] = aligned(toDecimal(a), toDecimal(b));
  return toNumber({ coefficient: x + y, exponent });
}

/** Difference without binary rounding. */
export function subtractDecimals(a: number, b: number): number {
  const [x, y, exponent] = aligned(toDecimal(a), toDecimal(b));
  return toNumber({ coefficient: x - y, exponent });
}

/** Product without binary rounding. */
export function multiplyDecimals(a: number, b: number): number {
  const x = toDecimal(a);
  const y = toDecimal(b);
  return toNumber({
    coefficient: x.coefficient * y.coefficient,
    exponent: x.exponent + y.exponent,
  });
}

/** Quotient to 16 digits after the point, rounded half away from zero. */
export function divideDecimals(a: number, b: number): number {
  const [x, y] = aligned(toDecimal(a), toDecimal(b));
  if (y === 0n) throw new GoError('decimal division by 0');
  const scaled = x * 10n ** BigInt(DIVISION_DIGITS);
  const negative = scaled < 0n !== y < 0n;
  const top = scaled < 0n ? -scaled : scaled;
  const bottom = y < 0n ? -y : y;
  const quotient = (top * 2n + bottom) / (bottom * 2n);
  return toNumber({ coefficient: negative ? -quotient : quotient, exponent: -DIVISION_DIGITS });
}
