import { mkdtemp, readFile, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startGitServer, type GitServer, type TestRepository } from './_git-server.ts';
import type { SourceRepository } from '../src/source/source-repository.ts';
import { createGitSource } from '../src/source/git/git-source.ts';
import { checkGitUrl } from '../src/source/git/git-url.ts';

let folder: string;
let server: GitServer;
let repository: TestRepository;
let source: SourceRepository;
const signal = AbortSignal.timeout(60_000);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git-source-'));
  server = await startGitServer(join(folder, 'repos'));
  repository = await server.repository('code');
  source = createGitSource({ cacheDir: join(folder, 'cache') });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function texts(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    [...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]),
  );
}

describe('revisions', () => {
  test('HEAD, branch, tag (peeled), whole ref, semver range and commit', async () => {
    const first = await repository.commit({ 'a.txt': 'one' });
    await repository.git('tag', '-a', 'v1.2.0', '-m', 'first');
    const second = await repository.commit({ 'a.txt': 'two' });
    await repository.git('tag', 'v1.10.0');
    await repository.git('branch', 'dev', first);
    const resolve = (target: string): Promise<string> =>
      source.resolveRevision(repository.url, target, signal);
    expect(
      await Promise.all(
        ['HEAD', 'main', 'dev', 'v1.2.0', 'refs/heads/main', '^1.0.0', '1.2.x', first].map(resolve),
      ),
    ).toEqual([second, second, first, first, second, second, first, first]);
  });

  test('one that does not exist', async () => {
    await expect(source.resolveRevision(repository.url, 'nowhere', signal)).rejects.toMatchObject({
      code: 'revision_not_found',
    });
  });

  test('a repository that does not exist', async () => {
    await expect(
      source.resolveRevision(`${server.url}/none`, 'main', signal),
    ).rejects.toMatchObject({ code: 'repository_unavailable' });
  });
});

describe('trees', () => {
  test('files below a path, by their relative names, at any commit', async () => {
    const old = await repository.commit({
      'helm/Chart.yaml': 'old',
      'helm/templates/a b.yaml': 'ü',
      'helm.txt': 'no',
    });
    const commit = await repository.commit({ 'helm/Chart.yaml': 'new' });
    expect(texts(await source.readTree(repository.url, commit, 'helm', signal))).toEqual({
      'Chart.yaml': 'new',
      'templates/a b.yaml': 'ü',
    });
    expect(texts(await source.readTree(repository.url, old, './helm/', signal))).toMatchObject({
      'Chart.yaml': 'old',
    });
    expect(texts(await source.readTree(repository.url, commit, 'helm/Chart.yaml', signal))).toEqual(
      { 'Chart.yaml': 'new' },
    );
    expect((await source.readTree(repository.url, commit, 'nothing', signal)).size).toBe(0);
    expect((await source.readTree(repository.url, commit, ':(glob)**', signal)).size).toBe(0);
  });

  test('many at once share one mirror', async () => {
    const commit = await repository.commit({ 'many/a': 'x' });
    const other = createGitSource({ cacheDir: join(folder, 'shared') });
    const trees = await Promise.all(
      Array.from({ length: 8 }, () => other.readTree(repository.url, commit, 'many', signal)),
    );
    expect(trees.every((tree) => tree.size === 1)).toBe(true);
    expect(await readdir(join(folder, 'shared'))).toHaveLength(1);
  });

  test('a link inside is followed, one that leads out is refused', async () => {
    const linked = await server.repository('linked');
    await linked.commit({ 'shared/a.yaml': 'shared' });
    await symlink('../shared/a.yaml', join(folder, 'repos/linked/shared/b.yaml'));
    const inside = await linked.commit({});
    expect(texts(await source.readTree(linked.url, inside, 'shared', signal))).toEqual({
      'a.yaml': 'shared',
      'b.yaml': 'shared',
    });
    await symlink('../../../etc/passwd', join(folder, 'repos/linked/shared/c.yaml'));
    const outside = await linked.commit({});
    await expect(source.readTree(linked.url, outside, 'shared', signal)).rejects.toMatchObject({
      code: 'repository_refused',
    });
  });

  test('a tree over the limits is refused', async () => {
    const commit = await repository.commit({ 'big/a': 'x'.repeat(100), 'big/b': 'x' });
    const small = createGitSource({ cacheDir: join(folder, 'small'), maxBytes: 50 });
    await expect(small.readTree(repository.url, commit, 'big', signal)).rejects.toThrow(
      'at most 50 are read',
    );
    const few = createGitSource({ cacheDir: join(folder, 'small'), maxFiles: 1 });
    await expect(few.readTree(repository.url, commit, 'big', signal)).rejects.toThrow(
      'at most 1 are read',
    );
  });

  test('a commit that is not there', async () => {
    await expect(source.readTree(repository.url, 'a'.repeat(40), '', signal)).rejects.toMatchObject(
      { code: 'revision_not_found' },
    );
  });
});

test('credentials go by header, and into no file', async () => {
  const cacheDir = join(folder, 'secret');
  const resolveUrl = (): { url: string; authorization: string; hostHeader: string } => ({
    url: repository.url,
    authorization: 'Basic c2VjcmV0',
    hostHeader: 'git.example.com',
  });
  const authorized = createGitSource({ cacheDir, resolveUrl });
  const commit = await authorized.resolveRevision('http://git.example.com/code', 'main', signal);
  await authorized.readTree('http://git.example.com/code', commit, '', signal);
  expect(server.requests.at(-1)).toMatchObject({
    authorization: 'Basic c2VjcmV0',
    host: 'git.example.com',
  });
  const [mirror = ''] = await readdir(cacheDir);
  expect(await readFile(join(cacheDir, mirror, 'config'), 'utf8')).not.toContain('c2VjcmV0');
});

test('a git host that does not answer is given up', async () => {
  const slow = createGitSource({ cacheDir: join(folder, 'slow'), timeoutMs: 1 });
  await expect(slow.resolveRevision(repository.url, 'main', signal)).rejects.toThrow(
    'git did not answer in time',
  );
});

test.each([
  'file:///etc',
  '/etc',
  '../x',
  'ext::sh -c id',
  '--upload-pack=id',
  'https://user:pass@example.com/a',
  'https://token@example.com/a',
  'ssh://-oProxyCommand=id/a',
  'git@-oProxyCommand=id:a',
  'http://a b',
  'http://a\nb',
  'ftp://example.com/a',
  'https://',
])('%j is refused', (url) => {
  expect(() => checkGitUrl(url, ['https', 'http', 'ssh'])).toThrow(/is refused/);
});

test.each([
  'https://example.com/a.git',
  'http://127.0.0.1:8080/git/a',
  'ssh://git@example.com/a',
  'git@example.com:team/a.git',
])('%s is let through', (url) => {
  expect(checkGitUrl(url, ['https', 'http', 'ssh'])).toBe(url);
});
