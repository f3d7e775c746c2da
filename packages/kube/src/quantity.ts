// The grammar of apimachinery's resource.Quantity: a decimal number with a binary suffix
// (Ki … Ei), a decimal one (n … E) or an exponent (e3, E-2).
const GRAMMAR =
  /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;

const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};

/** How a quantity is written: binary suffixes for memory, decimal ones for the rest. */
export type QuantityFormat = 'BinarySI' | 'DecimalSI';

/** A text or number that is no quantity. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
  readonly code = 'INVALID_QUANTITY';

  constructor(text: string) {
    super(`quantities must match the regular expression '${GRAMMAR.source}', not '${text}'`);
  }
}

/** True when the value can be read as a quantity. */
export function isQuantity(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' && GRAMMAR.test(value);
}

/**
 * The value of a quantity in its base unit (cores, bytes, pieces). Exact within a double's 53
 * bits. Throws QuantityError on anything else.
 */
export function parseQuantity(quantity: string | number): number {
  if (typeof quantity === 'number') {
    if (Number.isFinite(quantity)) return quantity;
    throw new QuantityError(String(quantity));
  }
  const match = GRAMMAR.exec(quantity);
  if (match === null) throw new QuantityError(quantity);
  const [, digits = '', suffix = ''] = match;
  const power = (BINARY as readonly string[]).indexOf(suffix);
  if (power >= 0) return Number(digits) * 1024 ** (power + 1);
  const exponent = DECIMAL_EXPONENTS[suffix];
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  return Number(`${digits}${suffix}`);
}

/**
 * Writes a value in canonical form: the largest suffix that leaves an integer, and `n` at the
 * smallest (finer values are rounded up, as apimachinery does).
 */
export function formatQuantity(value: number, format: QuantityFormat = 'DecimalSI'): string {
  if (value === 0) return '0';
  if (format === 'BinarySI' && Number.isInteger(value)) {
    for (let power = BINARY.length; power > 0; power--) {
      const unit = 1024 ** power;
      if (value % unit === 0) return `${value / unit}${BINARY[power - 1]}`;
    }
    return String(value);
  }
  return formatDecimal(value);
}

function formatDecimal(value: number): string {
  const entries = Object.entries(DECIMAL_EXPONENTS)
    .concat([['', 0]])
    .sort((a, b) => b[1] - a[1]);
  for (const [suffix, exponent] of entries) {
    const scaled = Number(`${value}e${-exponent}`.replace(/e([+-]?\d+)e(-?\d+)/, addExponents));
    if (Number.isSafeInteger(scaled) && scaled !== 0) return `${scaled}${suffix}`;
  }
  const nano = Math.ceil(Math.abs(value) * 1e9);
  return `${value < 0 ? '-' : ''}${nano}n`;
}

function addExponents(_whole: string, first: string, second: string): string {
  return `e${Number(first) + Number(second)}`;
}
