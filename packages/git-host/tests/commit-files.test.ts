import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { CommitFilesRequest } from '../src/index.ts';
import { AUTHOR, createFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
const repository = 'team/commits';
beforeAll(async () => {
  fixture = await createFixture();
  await fixture.host.createRepository(repository);
});
afterAll(() => fixture[Symbol.asyncDispose]());

function request(part: Partial<CommitFilesRequest>): CommitFilesRequest {
  return { repository, branch: 'main', message: 'Change', author: AUTHOR, changes: [], ...part };
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

describe('commitFiles', () => {
  it('begins a branch, changes, deletes, and writes nothing when nothing changes', async () => {
    const { host } = fixture;
    const date = new Date('2026-01-02T03:04:05Z');
    const changes = [
      { path: 'a.txt', content: 'a\r\n' },
      { path: 'bin/run', content: '#!/bin/sh\n', executable: true },
      { path: 'd/é ü\'".bin', content: new Uint8Array([0, 255, 10]) },
    ];
    const first = await host.commitFiles(
      request({ changes, expectedHead: null, message: 'Begin\n\nBody', date }),
    );
    expect(first.changed).toBe(true);
    expect(await host.commitFiles(request({ changes }))).toEqual({ ...first, changed: false });
    const second = await host.commitFiles(
      request({
        expectedHead: first.commit,
        changes: [
          { path: 'a.txt', content: null },
          { path: 'absent', content: null },
        ],
      }),
    );
    expect(
      (await host.listTree(repository, 'main', undefined, { recursive: true })).map((e) => e.path),
    ).toEqual(['bin/run', 'd/é ü\'".bin']);
    expect(text(await host.readFile(repository, first.commit, 'a.txt'))).toBe('a\r\n');
    expect([...(await host.readFile(repository, 'main', 'd/é ü\'".bin'))]).toEqual([0, 255, 10]);
    const history = await host.log(repository, 'main', { limit: 10 });
    expect(history.map((entry) => entry.commit)).toEqual([second.commit, first.commit]);
    expect(history[1]).toMatchObject({
      parents: [],
      message: 'Begin\n\nBody',
      author: { ...AUTHOR, date: '2026-01-02T03:04:05+00:00' },
    });
  });

  it('lets one of two writers win; the other gets a Conflict', async () => {
    const { host } = fixture;
    const expectedHead = await host.resolveRevision(repository, 'main');
    const write = (content: string): Promise<unknown> =>
      host.commitFiles(request({ expectedHead, changes: [{ path: 'race.txt', content }] }));
    const results = await Promise.allSettled([write('one'), write('two')]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', expected: expectedHead },
    });
    await expect(
      host.commitFiles(request({ expectedHead: null, changes: [{ path: 'x', content: 'x' }] })),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      host.commitFiles(request({ branch: 'new', expectedHead, changes: [] })),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('lets a file take the place of a directory, but never both in one commit', async () => {
    const { host } = fixture;
    const one = { path: 'dir/file', content: '1' };
    const two = { path: 'dir', content: '2' };
    await host.commitFiles(request({ changes: [one] }));
    await host.commitFiles(request({ changes: [two, { path: 'dir/file', content: null }] }));
    expect(text(await host.readFile(repository, 'main', 'dir'))).toBe('2');
    await host.commitFiles(request({ changes: [{ path: 'dir', content: null }, one] }));
    expect(text(await host.readFile(repository, 'main', 'dir/file'))).toBe('1');
    await expect(host.commitFiles(request({ changes: [one, two] }))).rejects.toThrow(
      'a file and a directory at once',
    );
  });

  it('can empty a branch', async () => {
    const { host } = fixture;
    const branch = 'emptied';
    await host.commitFiles(request({ branch, changes: [{ path: 'x', content: 'x' }] }));
    await host.commitFiles(request({ branch, changes: [{ path: 'x', content: null }] }));
    expect(await host.listTree(repository, branch)).toEqual([]);
  });

  it.each([
    ['../out', 'a'],
    ['/abs', 'a'],
    ['a/.git/config', 'a'],
    ['.GIT/config', 'a'],
    ['a\u0000b', 'a'],
    ['a//b', 'a'],
    ['', 'a'],
  ])('refuses the path %j', async (path, content) => {
    await expect(
      fixture.host.commitFiles(request({ changes: [{ path, content }] })),
    ).rejects.toMatchObject({ code: 'invalid-path', fault: 'user' });
  });

  it('refuses bad branches, a path given twice and an absent repository', async () => {
    const { host } = fixture;
    const twice = [
      { path: 'x', content: '1' },
      { path: 'x', content: '2' },
    ];
    for (const branch of ['--force', 'a..b', 'refs/heads/x', 'HEAD', 'x.lock', 'a b', '@{0}']) {
      await expect(host.commitFiles(request({ branch }))).rejects.toMatchObject({
        code: 'invalid-path',
      });
    }
    await expect(host.commitFiles(request({ changes: twice }))).rejects.toThrow('changed twice');
    await expect(host.commitFiles(request({ repository: 'team/none' }))).rejects.toMatchObject({
      code: 'repository-not-found',
    });
  });
});
