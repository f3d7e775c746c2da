import { expect, test } from 'vitest';
import { formatTime, parseTime } from './time.ts';

test('times are whole seconds in UTC', () => {
  expect(formatTime(new Date('2026-01-02T03:04:05.678Z'))).toBe('2026-01-02T03:04:05Z');
  expect(parseTime('2026-01-02T03:04:05Z')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5));
});

test.each([undefined, null, '', 'yesterday'])('%s is no time', (text) => {
  expect(parseTime(text)).toBeUndefined();
});
