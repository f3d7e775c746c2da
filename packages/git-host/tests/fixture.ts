import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createGitHost, type Authorize, type GitHost, type GitHostOptions } from '../src/index.ts';

/** A host on a free loopback port in a temporary folder, with two users: writer and reader. */
export interface Fixture extends AsyncDisposable {
  readonly host: GitHost;
  readonly folder: string;
  readonly dir: string;
  readonly origin: string;
  /** The address of a repository for a user whose password is `secret`. */
  url(repository: string, user?: string, password?: string): string;
  git(args: readonly string[], cwd?: string): Promise<GitAnswer>;
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const authorize: Authorize = ({ repository, action, authorization }) => {
  const given = Buffer.from((authorization ?? '').replace(/^Basic /, ''), 'base64').toString();
  const [user = '', password] = given.split(':');
  if (password !== 'secret') {
    return Promise.resolve({ allowed: false, status: 401, message: 'Sign in first.' });
  }
  if (repository.startsWith('hidden/')) {
    return Promise.resolve({ allowed: false, status: 404, message: 'No such repository.' });
  }
  if (action === 'write' && user === 'reader') {
    return Promise.resolve({ allowed: false, status: 403, message: 'You may only read here.' });
  }
  return Promise.resolve({ allowed: true, username: user });
};

export async function createFixture(options: Partial<GitHostOptions> = {}): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), 'git-host-'));
  const dir = options.dir ?? join(folder, 'repositories');
  const host = await createGitHost({ authorize, ...options, dir });
  const server = createServer((req, res) => void host.handle(req, res, req.url ?? '/'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = (server.address() as AddressInfo).port;
  return {
    host,
    folder,
    dir,
    origin: `http://127.0.0.1:${port}`,
    url: (repository, user = 'writer', password = 'secret') =>
      `http://${user}:${password}@127.0.0.1:${port}/${repository}.git`,
    git: (args, cwd = folder) => runGit(args, cwd, folder),
    async [Symbol.asyncDispose]() {
      await host.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Runs the real git as a user would, with no configuration but its own. */
function runGit(args: readonly string[], cwd: string, home: string): Promise<GitAnswer> {
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_AUTHOR_NAME: 'Dev',
    GIT_AUTHOR_EMAIL: 'dev@example.com',
    GIT_COMMITTER_NAME: 'Dev',
    GIT_COMMITTER_EMAIL: 'dev@example.com',
  };
  return new Promise((resolve) => {
    const options = { cwd, env, maxBuffer: 64 * 1024 * 1024 };
    execFile('git', [...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

export const AUTHOR = { name: 'Dev', email: 'dev@example.com' };
