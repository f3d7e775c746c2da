import { expect, test } from 'vitest';
import type { SandboxSpec } from '../sandbox.ts';
import type { HostFacts } from './host-facts.ts';
import { planRoot } from './plan-root.ts';

const folders = new Set(['/usr', '/cache', '/layer2/usr', '/data', '/etc/ssl/certs']);
const facts: HostFacts = {
  kind: (path) =>
    folders.has(path) ? 'directory' : path === '/etc/resolv.conf' ? 'file' : undefined,
  isLink: () => false,
  realpath: (path) => (path === '/etc/resolv.conf' ? '/run/resolv.conf' : path),
  mode: () => 0o755,
  mountFlags: (path) => (path.startsWith('/data') ? ['nosuid', 'noexec'] : []),
};
const parts = { skeleton: '/skel', ownUsr: '/own', tools: '/tools' };
const spec: SandboxSpec = {
  id: 'a',
  dir: '/p',
  root: { layers: [], hostBase: true },
  argv: ['true'],
  env: {},
  cwd: '/',
  hostname: 'a',
  mounts: [],
};

function targets(changes: Partial<SandboxSpec>): Record<string, string> {
  const { fstab } = planRoot({ ...spec, ...changes }, parts, facts, () => undefined);
  return Object.fromEntries(
    fstab.map(({ source, target, type, options }) => [
      target.replace('/sys/root', '') || '/',
      `${type === 'none' ? source : type} ${options.join(',')}`,
    ]),
  );
}

test('the host base alone is read-only', () => {
  const table = targets({});
  expect(table['/']).toBe('overlay userxattr,lowerdir=points:l/skeleton,ro');
  expect(table['/usr']).toBe('/usr rbind,ro');
  expect(table['/.fw']).toBe('/tools rbind,ro');
  expect(table['/etc/resolv.conf']).toBe('/run/resolv.conf rbind,ro');
  expect(table['/etc/hosts']).toBe('/p/hosts rbind,ro');
});

test('layers are stacked highest first, under the mount points', () => {
  const root = { layers: ['/layer1', '/layer2'], hostBase: true };
  const table = targets({ root });
  expect(table['/']).toBe('overlay userxattr,lowerdir=points:l/1:l/0:l/skeleton,ro');
  expect(table['/usr']).toBe('overlay userxattr,lowerdir=l/usr0:l/host-usr,ro');
  const { links } = planRoot({ ...spec, root }, parts, facts, () => undefined);
  expect(links).toMatchObject({ 'l/0': '/layer1', 'l/1': '/layer2', 'l/usr0': '/layer2/usr' });
});

test('an image without the host base gets no /usr of ours', () => {
  const table = targets({ root: { layers: ['/layer1'], hostBase: false } });
  expect(table['/']).toBe('overlay userxattr,lowerdir=points:l/0,ro');
  expect(table['/usr']).toBeUndefined();
  expect(table['/etc/ssl/certs']).toBe('/etc/ssl/certs rbind,ro');
});

test('an upper folder takes the writes of / and /usr', () => {
  const root = { layers: [], hostBase: true, upper: '/b/up' };
  const table = targets({ root });
  expect(table['/']).toContain('upperdir=u/root,workdir=w/root');
  expect(table['/usr']).toContain('lowerdir=l/own-usr:l/host-usr,upperdir=u/usr,workdir=w/usr');
  const { links, writable } = planRoot({ ...spec, root }, parts, facts, () => undefined);
  expect(links).toMatchObject({ 'w/root': '/b/.up.work', 'w/usr': '/b/.up.usr.work' });
  expect(writable).toEqual(['/b/up', '/b/.up.work', '/b/up/usr', '/b/.up.usr.work']);
});

test('mounts are ordered from the outside in and repeat the flags of their source', () => {
  const mounts = [
    { source: '/cache', target: '/w/deep/cache', readOnly: false, overlayUpper: '/team' },
    { source: '/data', target: '/w', readOnly: true },
  ];
  const plan = planRoot({ ...spec, mounts }, parts, facts, () => undefined);
  const { '/w': outer, '/.mounts/3': inner } = targets({ mounts });
  expect(outer).toBe('/data rbind,nosuid,nodev,ro,noexec');
  expect(inner).toContain('lowerdir=l/mount3,upperdir=u/mount3');
  expect(plan.nested).toEqual([{ from: '/.mounts/3', target: '/w/deep/cache', kind: 'directory' }]);
});

test('links that a run left in the upper folder are refused', () => {
  const root = { layers: [], hostBase: true, upper: '/b/up' };
  const linked = { ...facts, isLink: (path: string): boolean => path === '/b/up/tmp' };
  expect(() => planRoot({ ...spec, root }, parts, linked, () => undefined)).toThrow(
    'symbolic link',
  );
});

test.each([
  [[{ source: '/none', target: '/x', readOnly: true }], '/none does not exist'],
  [[{ source: '/etc/resolv.conf', target: '/tmp/x', readOnly: true }], 'no file is there'],
])('a mount that cannot be is refused', (mounts, message) => {
  const plan = (): unknown => planRoot({ ...spec, mounts }, parts, facts, () => undefined);
  expect(plan).toThrow(message);
});
