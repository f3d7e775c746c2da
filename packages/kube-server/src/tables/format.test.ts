import { describe, expect, test } from 'vitest';
import { age, humanDuration, labelsText } from './format.ts';

const [second, minute, hour, day] = [1, 60, 3600, 86_400] as const;

describe('humanDuration', () => {
  test.each([
    [0, '0s'],
    [-1, '0s'],
    [-5, '<invalid>'],
    [119 * second, '119s'],
    [2 * minute, '2m'],
    [3 * minute + 20, '3m20s'],
    [10 * minute + 20, '10m'],
    [179 * minute, '179m'],
    [3 * hour, '3h'],
    [4 * hour + 5 * minute, '4h5m'],
    [47 * hour, '47h'],
    [2 * day, '2d'],
    [2 * day + hour, '2d1h'],
    [100 * day, '100d'],
    [800 * day, '2y70d'],
    [3650 * day, '10y'],
  ])('%i s is %s', (seconds, text) => {
    expect(humanDuration(seconds * 1000)).toBe(text);
  });
});

test('ages and labels that are absent', () => {
  const now = new Date('2026-01-01T00:01:00Z');
  expect(age('2026-01-01T00:00:00Z', now)).toBe('60s');
  expect(age(undefined, now)).toBe('<unknown>');
  expect(age('soon', now)).toBe('<unknown>');
  expect(labelsText(undefined)).toBe('<none>');
  expect(labelsText({ b: '2', a: '1' })).toBe('a=1,b=2');
});
