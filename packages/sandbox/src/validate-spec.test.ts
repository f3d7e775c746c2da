import { expect, test } from 'vitest';
import type { SandboxSpec } from './sandbox.ts';
import { validateSpec } from './validate-spec.ts';

const good: SandboxSpec = {
  id: 'pod-1.web',
  dir: '/p',
  root: { layers: ['/l'], hostBase: false },
  argv: ['true'],
  env: { A: 'b' },
  cwd: '/',
  hostname: 'web',
  mounts: [{ source: '/a', target: '/b', readOnly: true }],
};

test('a good spec passes', () => {
  expect(() => validateSpec(good)).not.toThrow();
});

test.each<[Partial<SandboxSpec>, string]>([
  [{ id: '../x' }, 'id'],
  [{ id: '' }, 'id'],
  [{ dir: 'relative' }, 'dir'],
  [{ cwd: 'relative' }, 'cwd'],
  [{ hostname: 'a b' }, 'hostname'],
  [{ argv: [''] }, 'argv'],
  [{ argv: ['A=b'] }, 'argv'],
  [{ argv: ['a', 'b\0c'] }, 'NUL'],
  [{ env: { 'A=': 'b' } }, 'env'],
  [{ env: { A: '\0' } }, 'NUL'],
  [{ root: { layers: [], hostBase: false } }, 'nothing to run'],
  [{ root: { layers: ['x'], hostBase: true } }, 'root.layers'],
  [{ mounts: [{ source: 'a', target: '/b', readOnly: true }] }, 'mounts.source'],
  [{ mounts: [{ source: '/a', target: '/x/..', readOnly: true }] }, 'root itself'],
  [{ mounts: [{ source: '/a', target: '/proc/1', readOnly: true }] }, 'reserved'],
  [{ tmpfs: [{ target: '/.fw', sizeBytes: 1 }] }, 'reserved'],
  [{ limits: { memoryBytes: 0.5 } }, 'limits.memoryBytes'],
])('%j is refused', (changes, message) => {
  expect(() => validateSpec({ ...good, ...changes })).toThrow(message);
});
