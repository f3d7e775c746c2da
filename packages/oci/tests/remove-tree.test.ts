import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
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
  await chmod(join(tree, 'work'), 0);
  await chmod(join(tree, 'locked/inner'), 0o500);
  await chmod(join(tree, 'locked'), 0o500);
  if (process.getuid?.() === 0) {
    // Root without the right to pass over modes; another user might not reach this checkout.
    const module = fileURLToPath(new URL('../src/remove-tree.ts', import.meta.url));
    const code = `import(${JSON.stringify(module)}).then((m) => m.removeTree(${JSON.stringify(tree)}))`;
    const plain = ['--bounding-set=-dac_override,-dac_read_search', '--inh-caps=-all', '--'];
    const node = [process.execPath, '--import', import.meta.resolve('tsx'), '-e', code];
    const env = { PATH: process.env['PATH'], TMPDIR: parent };
    execFileSync('setpriv', [...plain, ...node], { env });
  } else {
    await removeTree(tree);
  }
  expect((await readdir(parent)).filter((name) => name === 'tree')).toEqual([]);
});

it('does not mind what is not there', async () => {
  await expect(removeTree(join(await folder(), 'nothing'))).resolves.toBeUndefined();
});
