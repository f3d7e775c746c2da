import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { removeTree } from '../src/remove-tree.ts';
import { temporaryFolders } from './support.ts';

const folder = temporaryFolders();

it('removes folders that their owner may not enter, as a plain user', async () => {
  const parent = await folder();
  const tree = join(parent, 'tree');
  await mkdir(join(tree, 'locked/inner'), { recursive: true });
  await mkdir(join(tree, 'work'));
  await writeFile(join(tree, 'locked/inner/file'), 'x', { mode: 0o400 });
  const root = process.getuid?.() === 0;
  if (root) {
    await chmod(parent, 0o777);
    for (const path of ['', 'locked', 'locked/inner', 'locked/inner/file', 'work'])
      await chown(join(tree, path), 65_534, 65_534);
  }
  await chmod(join(tree, 'work'), 0);
  await chmod(join(tree, 'locked/inner'), 0o500);
  await chmod(join(tree, 'locked'), 0o500);
  if (root) {
    const module = fileURLToPath(new URL('../src/remove-tree.ts', import.meta.url));
    const code = `import(${JSON.stringify(module)}).then((m) => m.removeTree(${JSON.stringify(tree)}))`;
    const uid = { uid: 65_534, gid: 65_534, env: { PATH: process.env['PATH'], TMPDIR: parent } };
    execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), '-e', code], uid);
  } else {
    await removeTree(tree);
  }
  expect((await readdir(parent)).filter((name) => name === 'tree')).toEqual([]);
});

it('does not mind what is not there', async () => {
  await expect(removeTree(join(await folder(), 'nothing'))).resolves.toBeUndefined();
});
