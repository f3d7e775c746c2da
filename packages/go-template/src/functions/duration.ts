import { GoError } from '../errors.ts';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/**
 * time.ParseDuration: nanoseconds of a text such as `1h30m`.
 * @throws GoError with Go's message
 */
export function parseDuration(text: string): bigint {
  const invalid = (): GoError => new GoError(`time: invalid duration ${JSON.stringify(text)}`);
  const negative = text.startsWith('-');
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return 0n;
  if (rest === '') throw invalid();
  let total = 0n;
  while (rest !== '') {
    const match = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/.exec(rest);
    const [whole = '', digits = '', fraction = '', unit = ''] = match ?? [];
    if (digits === '' && fraction === '') throw invalid();
    if (unit === '') throw new GoError(`time: missing unit in duration ${JSON.stringify(text)}`);
    const size = UNITS.get(unit);
    if (size === undefined) {
      throw new GoError(
        `time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`,
      );
    }
    total += BigInt(digits || '0') * size;
    if (fraction !== '') total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length);
    rest = rest.slice(whole.length);
  }
  return negative ? -total : total;
}

function fraction(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const tail = text.slice(-digits).replace(/0+$/, '');
  return text.slice(0, -digits) + (tail === '' ? '' : `.${tail}`);
}

/** time.Duration.String: `1h30m0s`. */
export function formatDuration(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (value === 0n) return '0s';
  if (value < 1_000n) return `${sign}${value}ns`;
  if (value < 1_000_000n) return `${sign}${fraction(value, 3)}µs`;
  if (value < 1_000_000_000n) return `${sign}${fraction(value, 6)}ms`;
  const minutes = value / 60_000_000_000n;
  const seconds = fraction(value % 60_000_000_000n, 9);
  if (minutes === 0n) return `${sign}${seconds}s`;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}s`;
}

const STEPS: readonly (readonly [bigint, string])[] = [
  [365n * 24n * 3600n, 'y'],
  [30n * 24n * 3600n, 'mo'],
  [24n * 3600n, 'd'],
  [3600n, 'h'],
  [60n, 'm'],
  [1n, 's'],
];

/** sprig's durationRound: the largest unit that the duration is longer than. */
export function roundDuration(nanoseconds: bigint): string {
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  for (const [seconds, unit] of STEPS) {
    const size = seconds * 1_000_000_000n;
    if (value > size) return `${value / size}${unit}`;
  }
  return '0s';
}
