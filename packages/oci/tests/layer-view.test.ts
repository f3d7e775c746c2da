import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { LayerView } from '../src/layer-view.ts';
import { writeWhiteouts } from '../src/whiteouts.ts';
import { temporaryFolders } from './support.ts';

const folder = temporaryFolders();
let view: LayerView;

/** Files by path; "-> x" is a link to x, "-" a deletion, "/" a folder. */
async function layer(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await folder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    if (text === '/') await mkdir(join(root, path));
    else if (text === '-') await writeWhiteouts(root, [path], undefined);
    else if (text.startsWith('-> ')) await symlink(text.slice(3), join(root, path));
    else await writeFile(join(root, path), text);
  }
  return root;
}

beforeEach(async () => {
  const layers = [
    await layer({
      'usr/bin/tool': 'v1',
      bin: '-> usr/bin',
      'etc/a': 'a',
      'etc/b': 'b',
      'gone/x': 'x',
      'was/file': 'f',
      abs: '-> /etc/a',
    }),
    await layer({
      'usr/bin/tool': 'v2',
      'etc/a': '-',
      gone: '-',
      was: 'now a file',
      loop: '-> loop',
      up: '-> ../../etc',
    }),
    await layer({ 'etc/c': 'c', 'gone/y': 'y' }),
  ];
  view = new LayerView({ layers, hostBase: false });
});

async function names(path: string): Promise<string[] | undefined> {
  const node = await view.lookup(path);
  return node?.kind === 'directory' ? (await view.list(node)).map(({ name }) => name) : undefined;
}

async function content(path: string): Promise<string | undefined> {
  const node = await view.lookup(path);
  return node?.kind === 'file' ? readFile(node.hostPath, 'utf8') : undefined;
}

describe('a view of layers', () => {
  it('lists what a process would see', async () => {
    expect(await names('/')).toEqual(['abs', 'bin', 'etc', 'gone', 'loop', 'up', 'usr', 'was']);
    expect(await names('/etc')).toEqual(['b', 'c']);
  });

  it.each([
    ['/usr/bin/tool', 'v2'],
    ['/bin/tool', 'v2'],
    ['bin/./../bin/tool', 'v2'],
    ['/up/b', 'b'],
    ['/../../etc/c', 'c'],
    ['/abs', undefined],
    ['/etc/a', undefined],
    ['/gone/x', undefined],
    ['/gone/y', 'y'],
    ['/was/file', undefined],
    ['/was', 'now a file'],
    ['/loop', undefined],
    ['/etc/b/c', undefined],
  ])('finds %s', async (path, expected) => {
    expect(await content(path)).toBe(expected);
  });

  it('does not follow a last link when asked not to', async () => {
    expect((await view.lookup('/bin', { nofollow: true }))?.kind).toBe('symlink');
    expect((await view.lookup('/bin'))?.kind).toBe('directory');
  });

  it.each([
    ['/bin/new/file', 'usr/bin/new/file'],
    ['/up/x', 'etc/x'],
    ['/abs', 'etc/a'],
    ['/no/where/../x', 'no/x'],
    ['/', ''],
  ])('knows where %s really is', async (path, expected) => {
    expect(await view.canonical(path)).toBe(expected);
  });

  it("sees the host's /usr, and nothing else of the host, when that lies below", async () => {
    const host = new LayerView({ layers: [], hostBase: true });
    expect((await host.lookup('/usr'))?.kind).toBe('directory');
    expect((await host.lookup('/bin/sh'))?.kind).toBe('file');
    for (const path of ['/etc/passwd', '/root', '/home', '/proc', '/tmp', '/usr/../etc/passwd']) {
      expect(await host.lookup(path)).toBeUndefined();
    }
  });
});
