/** The integer kinds of Go that templates can meet. */
export type IntKind =
  | 'int'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64';

/**
 * A Go integer. Plain JavaScript numbers are float64, because Go keeps the two apart:
 * `1` prints `1`, while the float 1000000 prints `1e+06`.
 */
export class GoInt {
  readonly kind: IntKind;
  readonly value: bigint;

  constructor(kind: IntKind, value: bigint) {
    this.kind = kind;
    this.value = value;
  }

  toString(): string {
    return this.value.toString();
  }
}

/** A Go `int`. */
export function goInt(value: number | bigint): GoInt {
  return new GoInt('int', BigInt(value));
}

/** A Go `int64`, wrapped to 64 bits as Go's arithmetic does. */
export function goInt64(value: number | bigint): GoInt {
  return new GoInt('int64', BigInt.asIntN(64, BigInt(value)));
}

/** `int64(f)` of a float: truncates towards zero; out of range gives the smallest int64, as on amd64. */
export function floatToInt64(value: number): bigint {
  if (!Number.isFinite(value) || value >= 2 ** 63 || value < -(2 ** 63)) return -(2n ** 63n);
  return BigInt(Math.trunc(value));
}

/** True for kinds without a sign. */
export function isUnsigned(kind: IntKind): boolean {
  return kind.startsWith('u');
}
