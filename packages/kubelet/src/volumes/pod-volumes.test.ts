import { mkdir, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod, Volume, VolumeMount } from '@fairway/kube';
import type { SandboxMount } from '@fairway/sandbox';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { References } from '../cluster/references.ts';
import { mountVolumes } from './pod-volumes.ts';

let folder: string;
const owned: string[] = [];
beforeEach(async () => {
  owned.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'volumes-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const references: References = {
  async read(_, __, name, optional) {
    if (name === 'none' && optional) return undefined;
    return new Map([
      ['a', Buffer.from('A')],
      ['b', Buffer.from('B')],
    ]);
  },
};

async function mount(
  volume: Volume,
  changes: Partial<VolumeMount> = {},
): Promise<SandboxMount | undefined> {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', uid: 'u' },
    spec: { containers: [], volumes: [volume] },
  };
  const [first] = await mountVolumes(
    { name: 'c', volumeMounts: [{ name: volume.name, mountPath: '/m', ...changes }] },
    {
      pod,
      references,
      addresses: { podIP: '127.1.1.1', hostIP: '127.0.0.1' },
      allocatable: { cpu: 1, memory: 1, 'ephemeral-storage': 1 },
      issueToken: async () => undefined,
    },
    { disk: join(folder, 'disk'), memory: join(folder, 'memory') },
    async (path) => void owned.push(path),
  );
  return first;
}

test('an emptyDir is made once, in memory when asked', async () => {
  const source = join(folder, 'disk/e');
  expect(await mount({ name: 'e', emptyDir: {} })).toEqual({
    source,
    target: '/m',
    readOnly: false,
  });
  expect(owned).toEqual([source]);
  await mount({ name: 'e', emptyDir: {} }, { readOnly: true });
  expect(owned).toEqual([source]);
  const inMemory = await mount({ name: 'e', emptyDir: { medium: 'Memory' } });
  expect(inMemory?.source).toBe(join(folder, 'memory/e'));
});

test('files of a Secret lie in memory, read-only, with their modes', async () => {
  const items = [{ key: 'a', path: 'x/a', mode: 0o400 }];
  const secret = await mount({
    name: 's',
    secret: { secretName: 'sec', items, defaultMode: 0o440 },
  });
  expect(secret).toMatchObject({ source: join(folder, 'memory/s'), readOnly: true });
  expect(await readFile(join(folder, 'memory/s/x/a'), 'utf8')).toBe('A');
  expect((await stat(join(folder, 'memory/s/x/a'))).mode & 0o777).toBe(0o400);
  await mount({ name: 'all', secret: { secretName: 'sec', defaultMode: 0o440 } });
  expect((await stat(join(folder, 'memory/all/b'))).mode & 0o777).toBe(0o440);
});

test('an optional ConfigMap that is not there is an empty folder; a token not issued is left out', async () => {
  const sources = [
    { configMap: { name: 'none', optional: true } },
    { serviceAccountToken: { path: 'token' } },
  ];
  const projected = await mount({ name: 'p', projected: { sources } });
  expect((await stat(projected?.source ?? '')).isDirectory()).toBe(true);
});

test('a subPath is made, but never leads out by dots or by a link that a container left', async () => {
  const volume = { name: 'e', emptyDir: {} };
  expect((await mount(volume, { subPath: 'a/b' }))?.source).toBe(join(folder, 'disk/e/a/b'));
  await expect(mount(volume, { subPath: '../x' })).rejects.toMatchObject({ reason: 'FailedMount' });
  await mkdir(join(folder, 'disk/e/real'));
  await symlink('/etc', join(folder, 'disk/e/link'));
  owned.length = 0;
  for (const subPath of ['link', 'link/ssl', 'link/new']) {
    await expect(mount(volume, { subPath })).rejects.toThrow('holds a symbolic link');
  }
  expect(owned).toEqual([]);
  expect((await mount(volume, { subPath: 'real' }))?.source).toBe(join(folder, 'disk/e/real'));
});

test.each<[Volume, string]>([
  [{ name: 'h', hostPath: { path: '/etc' } }, 'hostPath are not offered'],
  [
    { name: 'v', persistentVolumeClaim: { claimName: 'c' } },
    'persistentVolumeClaim are not offered',
  ],
  [{ name: 'c', configMap: { name: 'cm', items: [{ key: 'nope', path: 'x' }] } }, 'no key nope'],
  [{ name: 'c', configMap: { name: 'cm', items: [{ key: 'a', path: '../../x' }] } }, 'leads out'],
  [{ name: 'c', configMap: { name: 'cm', items: [{ key: 'a', path: '/etc/x' }] } }, 'leads out'],
])('%j is refused', async (volume, message) => {
  await expect(mount(volume)).rejects.toThrow(message);
});
