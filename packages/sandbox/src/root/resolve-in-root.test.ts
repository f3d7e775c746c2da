import { expect, test } from 'vitest';
import { resolveInRoot, type RootEntry } from './resolve-in-root.ts';

const entries: Record<string, RootEntry> = {
  '/var': { kind: 'directory' },
  '/var/run': { kind: 'link', to: '/run' },
  '/app': { kind: 'link', to: 'srv/../srv/app' },
  '/escape': { kind: 'link', to: '../../../etc' },
  '/loop': { kind: 'link', to: 'loop' },
};

test.each([
  ['/var/run/secrets/x', '/run/secrets/x'],
  ['/app/data', '/srv/app/data'],
  ['/escape/passwd', '/etc/passwd'],
  ['/new//path/./x/../y', '/new/path/y'],
  ['/../..', '/'],
])('%s ends at %s', (path, end) => {
  expect(resolveInRoot((at) => entries[at], path)).toBe(end);
});

test('a loop of links is refused', () => {
  expect(() => resolveInRoot((at) => entries[at], '/loop/x')).toThrow('too many symbolic links');
});
