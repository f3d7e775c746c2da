import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';
import { finalMessage, mayRetry, retryDelay, retryingMessage } from './retry.ts';

test.each<[string, Parameters<typeof retryDelay>[0], number, number]>([
  ['default duration', {}, 0, 5_000],
  ['default factor', {}, 2, 20_000],
  ['default maximum', {}, 20, 180_000],
  ['its own', { backoff: { duration: '1s', factor: 3, maxDuration: '5s' } }, 1, 3_000],
  ['capped', { backoff: { duration: '1s', factor: 3, maxDuration: '5s' } }, 4, 5_000],
])('wait: %s', (_, retry, count, expected) => {
  expect(retryDelay(retry, count)).toBe(expected);
});

test.each<[string, Parameters<typeof mayRetry>[0], number, boolean]>([
  ['no strategy', undefined, 0, false],
  ['limit 0 = never', { limit: 0 }, 0, false],
  ['under the limit', { limit: 2 }, 1, true],
  ['at the limit', { limit: 2 }, 2, false],
  ['negative = for ever', { limit: -1 }, 1_000, true],
])('limit: %s', (_, retry, count, expected) => {
  expect(mayRetry(retry, count)).toBe(expected);
});

test.each([
  ['90', 90_000],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['500ms', 500],
  ['', undefined],
  ['soon', undefined],
  ['1m2', undefined],
])('duration %j', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test.each([
  ['2026-01-01T00:05:00Z', '12:05AM'],
  ['2026-01-01T12:00:00Z', '12:00PM'],
  ['2026-01-01T15:04:00Z', '3:04PM'],
])('message of a waiting retry at %s', (at, time) => {
  expect(retryingMessage('no', 2, new Date(at))).toBe(`no. Retrying attempt #2 at ${time}.`);
});

test('message at the end', () => {
  expect(finalMessage('no', 0)).toBe('no');
  expect(finalMessage('no', 5)).toBe('no (retried 5 times).');
});
