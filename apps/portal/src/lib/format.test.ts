import { expect, test } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatDuration,
  formatMetric,
  formatTime,
} from './format.ts';

test.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [48, '48 ms'],
  [400, '0.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_499, '59 s'],
  [59_600, '1 m'],
  [72_000, '1 m 12 s'],
  [3_599_000, '59 m 59 s'],
  [3_599_700, '1 h'],
  [7_500_000, '2 h 5 m'],
  [86_399_000, '1 d'],
  [90_000_000, '1 d 1 h'],
])('a duration of %d ms reads %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [-1, '0 s'],
  [999, '0 s'],
  [12_900, '12 s'],
  [67_000, '1 m 7 s'],
  [3_725_000, '1 h 2 m'],
])('a clock at %d ms reads %s', (ms, text) => {
  expect(formatClock(ms)).toBe(text);
});

const now = Date.parse('2026-03-01T12:00:00Z');
test.each([
  ['2026-03-01T11:59:55Z', 'just now'],
  ['2026-03-01T12:00:05Z', 'just now'],
  ['2026-03-01T11:59:30Z', '30 seconds ago'],
  ['2026-03-01T11:55:00Z', '5 minutes ago'],
  ['2026-03-01T09:00:00Z', '3 hours ago'],
  ['2026-02-28T12:00:00Z', 'yesterday'],
  ['2026-01-01T12:00:00Z', '2 months ago'],
  ['2026-05-30T12:00:00Z', 'in 3 months'],
  ['nonsense', 'unknown'],
])('%s is %s', (at, text) => {
  expect(formatAgo(at, now)).toBe(text);
});

test('an absolute time names its zone; nonsense is unknown', () => {
  expect(formatTime('2026-03-01T12:00:00Z', 'en-GB')).toMatch(/1 Mar 2026.*\d\d:00:00 \S+/);
  expect(formatTime('nonsense')).toBe('unknown');
});

test.each([
  [0, '0 B'],
  [1_023, '1023 B'],
  [1_536, '1.5 KiB'],
  [1_048_576, '1.0 MiB'],
  [500 * 1_024, '500 KiB'],
  [3 * 1_024 ** 4, '3072 GiB'],
])('%d bytes read %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [null, 's', 'no data'],
  [Number.NaN, 'req/s', 'no data'],
  [0, 'ratio', '0 %'],
  [0.0345, 'ratio', '3.45 %'],
  [0.0123, 's', '12.3 ms'],
  [2.5, 's', '2.5 s'],
  [1.234_56, 'req/s', '1.23 req/s'],
  [1_234.5, 'req/s', '1235 req/s'],
])('%s in %s reads %s', (value, unit, text) => {
  expect(formatMetric(value, unit)).toBe(text);
});
