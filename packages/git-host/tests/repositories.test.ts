import { mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createGitHost } from '../src/index.ts';
import { AUTHOR, createFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture({ now: () => new Date('2026-05-06T07:08:09.010Z') });
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function commit(repository: string, path: string, content: string): Promise<string> {
  const changes = [{ path, content }];
  const message = `Change ${path}`;
  return (
    await fixture.host.commitFiles({ repository, branch: 'main', message, author: AUTHOR, changes })
  ).commit;
}

describe('life of a repository', () => {
  it('is created once, listed, archived and deleted', async () => {
    const { host, dir } = fixture;
    await Promise.all(
      [1, 2, 3].map(() => host.createRepository('team/life', { description: 'a\nb' })),
    );
    await host.createRepository('solo', { defaultBranch: 'trunk' });
    expect(await host.listRepositories()).toEqual(['solo', 'team/life']);
    expect(await readFile(join(dir, 'team/life.git/description'), 'utf8')).toBe('a b\n');
    expect(await readFile(join(dir, 'solo.git/HEAD'), 'utf8')).toBe('ref: refs/heads/trunk\n');
    expect(await readdir(join(dir, 'team/life.git/hooks')).catch(() => 'none')).toBe('none');
    expect(await host.archiveRepository('team/life')).toBe(
      '.archive/team/life-2026-05-06T07-08-09-010Z.git',
    );
    expect(await host.repositoryExists('team/life')).toBe(false);
    await expect(host.archiveRepository('team/life')).rejects.toMatchObject({
      code: 'repository-not-found',
    });
    await host.deleteRepository('solo');
    await host.deleteRepository('solo');
    expect(await host.listRepositories()).toEqual([]);
    expect(await readdir(join(dir, '.git-host/tmp'))).toEqual([]);
  });

  it('clears what a crash left half-done', async () => {
    const dir = join(fixture.folder, 'crashed');
    await mkdir(join(dir, '.git-host/tmp/new-abc/repository.git'), { recursive: true });
    await using host = await createGitHost({
      dir,
      authorize: () => Promise.resolve({ allowed: false, status: 403, message: 'no' }),
    });
    expect(await host.listRepositories()).toEqual([]);
    expect(await readdir(join(dir, '.git-host/tmp'))).toEqual([]);
  });

  it.each([
    '../x',
    'a/../b',
    '/a',
    'a/',
    'a//b',
    'A',
    'x.git',
    '.x',
    '-x',
    'a\0b',
    '',
    'a/b/c/d/e',
  ])('refuses the name %j', async (name) => {
    await expect(fixture.host.createRepository(name)).rejects.toMatchObject({
      code: 'invalid-path',
    });
    await expect(fixture.host.deleteRepository(name)).rejects.toMatchObject({
      code: 'invalid-path',
    });
  });

  it('says so when git is not there', async () => {
    await expect(
      createGitHost({
        dir: join(fixture.folder, 'no-git'),
        gitPath: 'no-such-git',
        authorize: () => Promise.reject(new Error('unused')),
      }),
    ).rejects.toMatchObject({ code: 'git-failed', fault: 'system' });
  });
});

describe('reading', () => {
  it('resolves branches, tags and commits, and nothing else', async () => {
    const { host, dir } = fixture;
    await host.createRepository('team/read');
    await expect(host.resolveRevision('team/read', 'main')).rejects.toMatchObject({
      code: 'revision-not-found',
    });
    const head = await commit('team/read', 'a/b.txt', 'b');
    const gitDir = `--git-dir=${join(dir, 'team/read.git')}`;
    await fixture.git(['-c', 'safe.directory=*', gitDir, 'tag', '-a', '-m', 'One', 'v1', head]);
    for (const name of ['main', 'HEAD', 'v1', head, head.slice(0, 8), 'refs/heads/main']) {
      expect(await host.resolveRevision('team/read', name)).toBe(head);
    }
    for (const name of ['--all', 'main^{tree}', 'main~1', ':/x', 'main:a', 'a b', '@{-1}', '']) {
      await expect(host.resolveRevision('team/read', name)).rejects.toMatchObject({
        code: 'invalid-path',
      });
    }
    await expect(host.resolveRevision('team/read', 'f'.repeat(40))).rejects.toMatchObject({
      code: 'revision-not-found',
    });
  });

  it('reads files, trees and history', async () => {
    const { host } = fixture;
    await host.createRepository('team/tree');
    await commit('team/tree', 'a/b.txt', 'b');
    const second = await commit('team/tree', 'c.txt', 'cc');
    expect(await host.listTree('team/tree', 'main')).toMatchObject([
      { path: 'a', type: 'directory', executable: false },
      { path: 'c.txt', type: 'file', size: 2 },
    ]);
    expect(await host.listTree('team/tree', 'main', 'a')).toMatchObject([{ path: 'a/b.txt' }]);
    for (const wanted of ['absent', 'c.txt']) {
      await expect(host.listTree('team/tree', 'main', wanted)).rejects.toMatchObject({
        code: 'path-not-found',
      });
    }
    for (const wanted of ['absent', 'a']) {
      await expect(host.readFile('team/tree', 'main', wanted)).rejects.toMatchObject({
        code: 'path-not-found',
      });
    }
    expect(await host.log('team/tree', 'main', { limit: 5, path: 'c.txt' })).toMatchObject([
      { commit: second },
    ]);
  });
});

describe('exportTree', () => {
  it('writes files, modes and inner links, whole or one directory', async () => {
    const { host, folder } = fixture;
    const clone = join(folder, 'linked');
    await host.createRepository('team/linked');
    await fixture.git(['clone', '-q', fixture.url('team/linked'), clone]);
    await mkdir(join(clone, 'helm'));
    await writeFile(join(clone, 'helm/Chart.yaml'), 'name: x\n');
    await writeFile(join(clone, 'run'), '#!/bin/sh\n', { mode: 0o755 });
    await symlink('helm/Chart.yaml', join(clone, 'inner'));
    await fixture.git(['add', '.'], clone);
    await fixture.git(['commit', '-qm', 'Add'], clone);
    await fixture.git(['push', '-q', 'origin', 'HEAD:main'], clone);
    const out = join(folder, 'out');
    await host.exportTree('team/linked', 'main', out);
    expect(await readdir(out)).toEqual(['helm', 'inner', 'run']);
    expect(await readlink(join(out, 'inner'))).toBe('helm/Chart.yaml');
    await host.exportTree('team/linked', 'main', join(folder, 'part'), { path: 'helm' });
    expect(await readdir(join(folder, 'part'))).toEqual(['Chart.yaml']);
    await expect(host.exportTree('team/linked', 'main', out)).rejects.toThrow('is not empty');
    await expect(
      host.exportTree('team/linked', 'main', join(folder, 'no'), { path: 'absent' }),
    ).rejects.toMatchObject({ code: 'path-not-found' });
  });

  it('refuses a tree whose symlink leads out, before anything is written', async () => {
    const { host, folder } = fixture;
    const clone = join(folder, 'hostile');
    await host.createRepository('team/hostile');
    await fixture.git(['clone', '-q', fixture.url('team/hostile'), clone]);
    await mkdir(join(clone, 'sub'));
    await symlink('../../etc/passwd', join(clone, 'sub/passwd'));
    await fixture.git(['add', '.'], clone);
    await fixture.git(['commit', '-qm', 'Add'], clone);
    await fixture.git(['push', '-q', 'origin', 'HEAD:main'], clone);
    const out = join(folder, 'hostile-out');
    await expect(host.exportTree('team/hostile', 'main', out)).rejects.toMatchObject({
      code: 'invalid-path',
      message: expect.stringContaining('sub/passwd') as string,
    });
    expect(await readdir(out).catch(() => 'absent')).toBe('absent');
  });
});
