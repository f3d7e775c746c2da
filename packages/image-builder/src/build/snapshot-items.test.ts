import {
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import type { LayerItem } from './layer-folder.ts';
import { snapshotItems } from './snapshot-items.ts';

let base: string;
let item: LayerItem;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'fairway-snapshot-')));
  await mkdir(join(base, 'context/dir'), { recursive: true });
  await mkdir(join(base, 'secret'));
  await writeFile(join(base, 'context/dir/f'), 'mine');
  await writeFile(join(base, 'secret/f'), 'secret');
  item = {
    path: 'f',
    kind: 'file',
    hostPath: join(base, 'context/dir/f'),
    mode: 0o640,
    linkable: false,
    within: join(base, 'context'),
  };
});

afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

it('keeps the bytes as they were when it was taken', async () => {
  const [taken] = await snapshotItems([item], join(base, 's'), undefined);
  await writeFile(item.hostPath, 'changed');
  expect(await readFile(taken?.hostPath ?? '', 'utf8')).toBe('mine');
  expect(taken).toMatchObject({ path: 'f', mode: 0o640, linkable: true });
});

it('notices a file that became a link after it was listed', async () => {
  await rm(item.hostPath);
  await symlink(join(base, 'secret/f'), item.hostPath);
  await expect(snapshotItems([item], join(base, 's'), undefined)).rejects.toMatchObject({
    code: 'context-invalid',
  });
});

it('notices a folder that became a link after it was listed', async () => {
  await rename(join(base, 'context/dir'), join(base, 'context/was'));
  await symlink(join(base, 'secret'), join(base, 'context/dir'));
  await expect(snapshotItems([item], join(base, 's'), undefined)).rejects.toMatchObject({
    code: 'context-invalid',
  });
});

it('leaves what lies in no context as it is', async () => {
  const { within: _within, ...own } = item;
  expect(await snapshotItems([own], join(base, 's'), undefined)).toEqual([own]);
});
