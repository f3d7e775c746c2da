import { expect, test } from 'vitest';
import { isExpiredEvent } from './event-expiry.ts';

const now = new Date('2026-01-01T12:00:00Z');

test.each([
  ['a new one', { metadata: { creationTimestamp: '2026-01-01T11:30:00Z' } }, false],
  ['an old one', { metadata: { creationTimestamp: '2026-01-01T10:30:00Z' } }, true],
  [
    'an old one seen again',
    {
      metadata: { creationTimestamp: '2026-01-01T10:30:00Z' },
      lastTimestamp: '2026-01-01T11:59:00Z',
    },
    false,
  ],
  [
    'an old series that goes on',
    {
      metadata: { creationTimestamp: '2026-01-01T10:30:00Z' },
      series: { lastObservedTime: '2026-01-01T11:59:00.000000Z' },
    },
    false,
  ],
  [
    'one with empty times',
    {
      metadata: { creationTimestamp: '2026-01-01T10:30:00Z' },
      firstTimestamp: null,
      lastTimestamp: '',
    },
    true,
  ],
])('%s', (_, event, expired) => {
  expect(isExpiredEvent({ apiVersion: 'v1', kind: 'Event', ...event }, now)).toBe(expired);
});
