import { expect, test } from 'vitest';
import { describeCapabilities } from './capabilities.ts';
import { hostPath } from './host-path.ts';

test.each([
  ['/app/x.js', '/src/x.js'],
  ['/app', '/src'],
  ['/app/deps/y', '/deps/y'],
  ['/only/low', '/l1/only/low'],
  ['/both', '/l2/both'],
  ['/usr/bin/env', '/usr/bin/env'],
  ['--flag', '--flag'],
  ['/', '/'],
])('without a root of its own %s is %s', (path, host) => {
  const spec = {
    root: { layers: ['/l1', '/l2'], hostBase: true },
    mounts: [
      { source: '/src', target: '/app', readOnly: true },
      { source: '/deps', target: '/app/deps', readOnly: true },
    ],
  };
  const files = new Set(['/l1/only/low', '/l1/both', '/l2/both']);
  expect(hostPath(spec, path, (file) => files.has(file))).toBe(host);
});

test('what a machine refuses is told with its reason', () => {
  const refusals = ['user: unshare failed.'];
  const told = (mode: 'user' | 'bare' | 'process', withProc: boolean, root: boolean): string =>
    describeCapabilities({ mode, withProc, root, refusals }).limitations.join('\n');
  expect(told('process', true, false)).toMatch(/not isolated.*unshare failed/);
  expect(told('bare', true, true)).toMatch(/User namespaces are not used.*unshare failed/);
  expect(told('user', false, false)).toMatch(/\/proc is empty.*unshare failed/);
  expect(told('user', true, true)).not.toMatch(/1024|unshare/);
  expect(told('user', true, false)).toMatch(/1024/);
});
