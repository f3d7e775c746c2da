import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { AUTHOR, createFixture, type Fixture } from './fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const BASIC = { authorization: `Basic ${Buffer.from('writer:secret').toString('base64')}` };

/** A repository with one commit, cloned to a folder of its own. */
async function seeded(name: string): Promise<{ repository: string; clone: string }> {
  const repository = `team/${name}`;
  await fixture.host.createRepository(repository);
  await fixture.host.commitFiles({
    repository,
    branch: 'main',
    message: 'Begin',
    author: AUTHOR,
    changes: [{ path: 'README.md', content: 'hello\n' }],
    expectedHead: null,
  });
  const clone = join(fixture.folder, name);
  expect(await fixture.git(['clone', '--quiet', fixture.url(repository), clone])).toMatchObject({
    code: 0,
  });
  return { repository, clone };
}

async function commitFile(clone: string, file: string, content: string | Buffer): Promise<string> {
  await writeFile(join(clone, file), content);
  await fixture.git(['add', '.'], clone);
  await fixture.git(['commit', '--quiet', '-m', `Add ${file}`], clone);
  return (await fixture.git(['rev-parse', 'HEAD'], clone)).stdout.trim();
}

async function fsck(repository: string): Promise<string> {
  const folder = join(fixture.dir, `${repository}.git`);
  const answer = await fixture.git([
    '-c',
    'safe.directory=*',
    `--git-dir=${folder}`,
    'fsck',
    '--full',
  ]);
  return `${answer.code} ${answer.stderr.replace('notice: HEAD points to an unborn branch (main)', '')}`.trim();
}

describe('clone, push and fetch', () => {
  it('carries commits both ways, over protocol v0 and v2', async () => {
    const { repository, clone } = await seeded('both-ways');
    const commit = await commitFile(clone, 'a.txt', 'a\n');
    expect((await fixture.git(['push', '--quiet', 'origin', 'main'], clone)).code).toBe(0);
    expect(await fixture.host.resolveRevision(repository, 'main')).toBe(commit);
    for (const version of ['0', '2']) {
      const other = `${clone}-v${version}`;
      await fixture.git([
        '-c',
        `protocol.version=${version}`,
        'clone',
        '-q',
        fixture.url(repository),
        other,
      ]);
      expect(await readFile(join(other, 'a.txt'), 'utf8')).toBe('a\n');
    }
    await commitFile(clone, 'b.txt', 'b\n');
    await fixture.git(['push', '--quiet'], clone);
    expect((await fixture.git(['pull', '--quiet', '--ff-only'], `${clone}-v2`)).code).toBe(0);
    expect(await readFile(join(`${clone}-v2`, 'b.txt'), 'utf8')).toBe('b\n');
  });

  it('makes shallow clones and fetches one commit', async () => {
    const { repository, clone } = await seeded('shallow');
    const commit = await commitFile(clone, 'a.txt', 'a\n');
    await fixture.git(['push', '--quiet'], clone);
    const target = `${clone}-one`;
    await mkdir(target);
    await fixture.git(['init', '--quiet'], target);
    const fetched = await fixture.git(
      ['fetch', '-q', '--depth=1', fixture.url(repository), commit],
      target,
    );
    expect(fetched).toMatchObject({ code: 0 });
    const count = await fixture.git(['rev-list', '--count', 'FETCH_HEAD'], target);
    expect(count.stdout.trim()).toBe('1');
  });

  it('takes a push of 10 MB, which git sends in chunks', async () => {
    const { repository, clone } = await seeded('big');
    const commit = await commitFile(clone, 'big.bin', randomBytes(10 * 1024 * 1024));
    expect(await fixture.git(['push', '--quiet'], clone)).toMatchObject({ code: 0 });
    expect(await fixture.host.resolveRevision(repository, 'main')).toBe(commit);
    expect(await fsck(repository)).toBe('0');
  });

  it('lets one of two racing pushes win and tells the other', async () => {
    const { repository, clone } = await seeded('race');
    const second = `${clone}-second`;
    await fixture.git(['clone', '--quiet', fixture.url(repository), second]);
    await commitFile(clone, 'a.txt', 'a\n');
    await commitFile(second, 'b.txt', 'b\n');
    const answers = await Promise.all(
      [clone, second].map((folder) => fixture.git(['push', '--quiet'], folder)),
    );
    expect(answers.filter((answer) => answer.code === 0)).toHaveLength(1);
    expect(await fsck(repository)).toBe('0');
  });

  it('takes five pushes to five branches at once', async () => {
    const { repository, clone } = await seeded('five');
    const branches = ['b1', 'b2', 'b3', 'b4', 'b5'];
    const answers = await Promise.all(
      branches.map((branch) =>
        fixture.git(['push', '-q', 'origin', `HEAD:refs/heads/${branch}`], clone),
      ),
    );
    expect(answers.map((answer) => answer.code)).toEqual([0, 0, 0, 0, 0]);
    expect([...(await fixture.host.refs(repository)).keys()]).toHaveLength(6);
  });
});

describe('who may do what', () => {
  it('asks for credentials when there are none or wrong ones', async () => {
    const { repository } = await seeded('guarded');
    const answer = await fetch(
      `${fixture.origin}/${repository}.git/info/refs?service=git-upload-pack`,
    );
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="git", charset="UTF-8"');
    const wrong = await fixture.git(['ls-remote', fixture.url(repository, 'writer', 'guess')]);
    expect(wrong.code).toBe(128);
    expect(wrong.stderr).toContain('Authentication failed');
    const helper = '!f() { echo username=writer; echo password=secret; }; f';
    const bare = `${fixture.origin}/${repository}.git`;
    const helped = await fixture.git(['-c', `credential.helper=${helper}`, 'ls-remote', bare]);
    expect(helped.stdout).toContain('refs/heads/main');
  });

  it('lets a reader fetch and refuses the push with 403', async () => {
    const { repository, clone } = await seeded('read-only');
    const url = fixture.url(repository, 'reader');
    expect((await fixture.git(['ls-remote', url])).code).toBe(0);
    await commitFile(clone, 'a.txt', 'a\n');
    const refused = await fixture.git(['push', url, 'main'], clone);
    expect(refused.code).toBe(128);
    expect(refused.stderr).toContain('403');
  });

  it('answers 404 for what is hidden and what is not there', async () => {
    for (const name of ['hidden/x', 'team/absent']) {
      expect((await fixture.git(['ls-remote', fixture.url(name)])).stderr).toContain('not found');
    }
  });
});

describe('what is refused', () => {
  it.each([
    ['/team/tricks.git/config', 404],
    ['/team/tricks.git/HEAD', 404],
    ['/team/tricks.git/objects/info/packs', 404],
    ['/team/../team/tricks.git/info/refs?service=git-upload-pack', 404],
    ['/team//tricks.git/info/refs?service=git-upload-pack', 404],
    ['/team/%2e%2e/tricks.git/info/refs?service=git-upload-pack', 404],
    ['/team/tricks.git%00/info/refs?service=git-upload-pack', 404],
    ['/--upload-pack=x.git/info/refs?service=git-upload-pack', 404],
    ['/.archive/team/tricks.git/info/refs?service=git-upload-pack', 404],
    ['/team/tricks.git/info/refs', 403],
    ['/team/tricks.git/info/refs?service=git-upload-archive', 403],
    ['/team/tricks.git/info/refs?service=git-upload-pack&x=1', 403],
    ['/team/tricks.git/git-upload-pack', 405],
  ])('GET %s → %i', async (path, status) => {
    await fixture.host.createRepository('team/tricks');
    expect(await rawStatus(`GET ${path} HTTP/1.1`)).toBe(status);
  });

  it('refuses another content type and an unknown method', async () => {
    const url = `${fixture.origin}/team/tricks.git`;
    const post = await fetch(`${url}/git-upload-pack`, {
      method: 'POST',
      headers: BASIC,
      body: 'x',
    });
    expect(post.status).toBe(415);
    const info = await fetch(`${url}/info/refs?service=git-upload-pack`, { method: 'PUT' });
    expect([info.status, info.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('refuses objects that fail fsck', async () => {
    const { clone } = await seeded('fsck');
    const bad = await commitDotGit(clone);
    await fixture.git(['update-ref', 'refs/heads/bad', bad], clone);
    const answer = await fixture.git(['push', 'origin', 'bad'], clone);
    expect(answer.code).not.toBe(0);
    expect(answer.stderr).toContain('hasDotgit');
  });
});

/** The status of a request whose target no client library has tidied. */
function rawStatus(requestLine: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(fixture.origin);
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write(
        `${requestLine}\r\nHost: x\r\nAuthorization: ${BASIC.authorization}\r\nConnection: close\r\n\r\n`,
      );
    });
    socket.once('error', reject).once('data', (data: Buffer) => {
      socket.destroy();
      resolve(Number(data.toString('latin1').split(' ')[1]));
    });
  });
}

/** The status of a push whose body begins with `start` and never ends. */
function postStatus(url: string, start: string, length?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...BASIC,
      'content-type': 'application/x-git-receive-pack-request',
      ...(length === undefined ? {} : { 'content-length': length }),
    };
    const req = request(url, { method: 'POST', headers, agent: false }, (res) => {
      resolve(res.statusCode ?? 0);
      req.destroy();
    });
    req.on('error', reject);
    req.write(start);
  });
}

/** A commit whose tree holds a ".git" entry, made in spite of git's own checks. */
async function commitDotGit(clone: string): Promise<string> {
  const blob = (await fixture.git(['rev-parse', 'HEAD:README.md'], clone)).stdout.trim();
  const entry = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')]);
  await writeFile(join(clone, 'evil'), entry);
  const tree = await fixture.git(['hash-object', '-t', 'tree', '-w', '--literally', 'evil'], clone);
  const commit = await fixture.git(['commit-tree', '-m', 'Bad', tree.stdout.trim()], clone);
  return commit.stdout.trim();
}

describe('faults', () => {
  it('is left clean when a push dies in the middle', async () => {
    const { repository, clone } = await seeded('killed');
    const before = await fixture.host.resolveRevision(repository, 'main');
    await commitFile(clone, 'big.bin', randomBytes(8 * 1024 * 1024));
    const child = spawn('git', ['push', '--quiet'], {
      cwd: clone,
      env: { PATH: process.env['PATH'], HOME: fixture.folder, GIT_TERMINAL_PROMPT: '0' },
      stdio: 'ignore',
      detached: true,
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // The push was faster: the next assertions hold all the same.
    }
    await new Promise((resolve) =>
      child.exitCode === null ? child.once('exit', resolve) : resolve(0),
    );
    expect(await fsck(repository)).toBe('0');
    expect((await fixture.git(['push', '--quiet'], clone)).code).toBe(0);
    expect(await fixture.host.resolveRevision(repository, 'main')).not.toBe(before);
  });

  it('ends git when the client leaves half-way through its body', async () => {
    const stopped: unknown[] = [];
    const logger = {
      info: () => undefined,
      warn: (fields: Readonly<Record<string, unknown>>) => void stopped.push(fields['stopped']),
      error: () => undefined,
    };
    await using half = await createFixture({ logger });
    await half.host.createRepository('team/half');
    const socket = connect(Number(new URL(half.origin).port), '127.0.0.1');
    socket.write(
      [
        'POST /team/half.git/git-receive-pack HTTP/1.1',
        'Host: x',
        `Authorization: ${BASIC.authorization}`,
        'Content-Type: application/x-git-receive-pack-request',
        'Content-Length: 1000000',
        '',
        '00a0',
      ].join('\r\n'),
    );
    await new Promise((resolve) => setTimeout(resolve, 80));
    socket.destroy();
    await vi.waitFor(() => expect(stopped).toEqual(['client-gone']), 5_000);
  });

  it('reads gzip bodies and survives broken ones', async () => {
    const { repository } = await seeded('gzip');
    const head = await fixture.host.resolveRevision(repository, 'main');
    const body = `0032want ${head}\n00000009done\n`;
    const post = (sent: Uint8Array<ArrayBuffer>): Promise<Response> =>
      fetch(`${fixture.origin}/${repository}.git/git-upload-pack`, {
        method: 'POST',
        body: sent,
        headers: {
          ...BASIC,
          'content-type': 'application/x-git-upload-pack-request',
          'content-encoding': 'gzip',
        },
      });
    const good = await post(new Uint8Array(gzipSync(body)));
    expect(good.status).toBe(200);
    expect(Buffer.from(await good.arrayBuffer()).toString('latin1')).toContain('PACK');
    const broken = await post(new Uint8Array(Buffer.from('not gzip at all')));
    expect(broken.status).toBeGreaterThanOrEqual(200);
    expect(Buffer.from(await broken.arrayBuffer()).toString('latin1')).not.toContain('PACK');
  });
});

describe('limits', () => {
  it('refuses a body that is too large, told or not, and a silent client', async () => {
    await using small = await createFixture({
      limits: { maxRequestBytes: 1000, idleTimeoutMs: 300 },
    });
    await small.host.createRepository('team/p');
    const url = `${small.origin}/team/p.git/git-receive-pack`;
    expect(await postStatus(url, 'x'.repeat(2000), 2000)).toBe(413);
    expect(await postStatus(url, `0fff${'x'.repeat(2000)}`)).toBe(413);
    expect(await postStatus(url, '00a0')).toBe(408);
  });

  it('sends 503 to more requests than it serves at once, and when closing', async () => {
    await using busy = await createFixture({ limits: { concurrentRequests: 0 } });
    const answer = await fetch(`${busy.origin}/team/p.git/info/refs?service=git-upload-pack`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});
