import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  administrator,
  type Constellation,
  startConstellation,
} from '../../server/src/testing/constellation.ts';
import { type CliRun, runFairway } from './_run.ts';

let constellation: Constellation;
let home: string;
let environment: Record<string, string | undefined>;

/** Runs a command as the signed-in administrator. */
function fairway(...argv: string[]): Promise<CliRun> {
  return runFairway(argv, { environment });
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fairway-cli-'));
  constellation = await startConstellation();
  environment = { PATH: process.env['PATH'], HOME: home };
}, 120_000);

afterAll(async () => {
  await constellation?.[Symbol.asyncDispose]();
  await rm(home, { recursive: true, force: true });
});

const login = ['login', '--email', administrator.email, '--password-stdin', '--url'];

describe('signing in', () => {
  it('refuses a wrong password and keeps nothing', async () => {
    const { code, err } = await runFairway([...login, constellation.server.origin], {
      environment,
      stdin: 'not the password\n',
    });
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('The e-mail address or the password is wrong.'),
    });
    expect(await fairway('projects')).toMatchObject({
      code: 1,
      err: expect.stringContaining('You are not signed in.'),
    });
  });

  it('refuses a password that is not on standard input, and what is no address', async () => {
    const { origin } = constellation.server;
    expect(await fairway('login', '--email', administrator.email, '--url', origin)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--password-stdin'),
    });
    expect(await fairway(...login, 'localhost')).toMatchObject({ code: 2 });
    expect(await fairway(...login, `${origin}/portal`)).toMatchObject({ code: 2 });
  });

  it('keeps a token in an owner-only file', async () => {
    const { code, out } = await runFairway([...login, `${constellation.server.origin}/`], {
      environment,
      stdin: `${administrator.password}\n`,
    });
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining(`as ${administrator.email} until `),
    });
    const file = join(home, '.config/fairway/credentials.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      url: constellation.server.origin,
      token: expect.stringMatching(/^fwy_/),
    });
  });

  it('says who it is', async () => {
    expect((await fairway('whoami')).out).toContain(
      `${administrator.email} (admin) at ${constellation.server.origin}`,
    );
  });
});

describe('git', () => {
  const ask = (request: string) =>
    runFairway(['git-credential', 'get'], { environment, stdin: request });

  it('gets the token for the platform and for nothing else', async () => {
    const { host } = new URL(constellation.server.origin);
    const ours = await ask(`protocol=http\nhost=${host}\npath=git/web/shop.git\n\n`);
    expect(ours.out).toMatch(/^username=fairway\npassword=fwy_\w+$/);
    for (const other of [
      `protocol=https\nhost=${host}\n`,
      'protocol=http\nhost=example.com\n',
      'nonsense',
    ]) {
      expect(await ask(other)).toMatchObject({ code: 0, out: '' });
    }
  });

  it('keeps and forgets nothing of what git tells it', async () => {
    for (const operation of ['store', 'erase']) {
      const stdin = 'protocol=http\nhost=example.com\nusername=a\npassword=b\n';
      const ran = await runFairway(['git-credential', operation], { environment, stdin });
      expect(ran).toMatchObject({ code: 0, out: '', err: '' });
    }
    expect((await fairway('whoami')).code).toBe(0);
  });

  it('is set up for this address alone', async () => {
    expect((await fairway('git-credential', 'install')).code).toBe(0);
    const { stdout } = await promisify(execFile)(
      'git',
      ['config', '--global', '--get', `credential.${constellation.server.origin}.helper`],
      { env: { PATH: process.env['PATH'], HOME: home } },
    );
    expect(stdout).toMatch(/^!'.*' git-credential\n$/);
  });
});

describe('teams, users and tokens', () => {
  it('makes a team and gives it members', async () => {
    expect(await fairway('team', 'create', 'web', '--description', 'The shop')).toMatchObject({
      code: 0,
      out: 'Created the team web.',
    });
    const created = await runFairway(
      ['user', 'create', 'dev@example.com', '--name', 'Dev', '--password-stdin', '--json'],
      { environment, stdin: 'a long enough password' },
    );
    expect(created.json()).toMatchObject({ email: 'dev@example.com', role: 'member' });
    expect((await fairway('user', 'list')).out).toContain('dev@example.com');
    expect(await fairway('team', 'add', 'web', 'dev@example.com')).toMatchObject({
      code: 0,
      out: 'dev@example.com is developer of web.',
    });
    expect((await fairway('team', 'members', 'web', '--json')).json()).toContainEqual(
      expect.objectContaining({ email: 'dev@example.com', role: 'developer' }),
    );
    expect((await fairway('team', 'list')).out).toMatch(/^web +owner +2 +0 +The shop$/m);
  });

  it('removes members, and says who is none', async () => {
    expect((await fairway('team', 'remove', 'web', 'DEV@example.com')).code).toBe(0);
    expect(await fairway('team', 'remove', 'web', 'dev@example.com')).toMatchObject({
      code: 1,
      err: expect.stringContaining('dev@example.com is not a member of web.'),
    });
  });

  it('refuses a role that there is not', async () => {
    const argv = ['team', 'add', 'web', 'dev@example.com', '--role', 'king'];
    expect(await fairway(...argv)).toMatchObject({ code: 2 });
  });

  it('makes a token that works until it is revoked', async () => {
    const { out: token } = await fairway('token', 'create', 'ci', '--days', '1');
    const withToken = {
      environment: { FAIRWAY_URL: constellation.server.origin, FAIRWAY_TOKEN: token },
    };
    expect((await runFairway(['whoami'], withToken)).code).toBe(0);
    expect((await fairway('token', 'list')).out).toMatch(/\bci +fwy_/);
    expect(await fairway('token', 'revoke', 'ci')).toMatchObject({ code: 0, out: 'Revoked ci.' });
    expect(await runFairway(['whoami'], withToken)).toMatchObject({ code: 1 });
    expect(await fairway('token', 'revoke', 'ci')).toMatchObject({ code: 1 });
  });

  it('records it all', async () => {
    const { out } = await fairway('audit', '--limit', '200');
    expect(out).toMatch(/^AT +WHO +WHAT/);
    expect(out).toContain(administrator.email);
    const three = (await fairway('audit', '--limit', '3', '--json')).json();
    expect(three).toHaveLength(3);
  });
});

describe('a project', () => {
  const create = ['create', 'shop', '--template', 'node-service', '--team', 'web'];

  it('shows what it can be made from', async () => {
    expect((await fairway('templates')).out).toMatch(/^node-service +/m);
    expect((await fairway('templates', 'show', 'node-service')).out).toMatch(/^VARIABLE/m);
    expect(await fairway('templates', 'show', 'nothing')).toMatchObject({ code: 1 });
  });

  it('is refused with the reason', async () => {
    const unsafe = ['create', 'Shop!', '--template', 'node-service', '--team', 'web'];
    expect(await fairway(...unsafe)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\S\n\S/),
    });
    expect(await fairway('create', 'shop', '--template', 'none', '--team', 'web')).toMatchObject({
      code: 1,
    });
    expect(await fairway(...create, '--set', 'nonsense')).toMatchObject({
      code: 2,
      err: expect.stringContaining('NAME=VALUE'),
    });
  });

  it('goes LIVE, with each step told', { timeout: 240_000 }, async () => {
    const { code, out, err } = await fairway(...create, '--description', 'Sells', '--wait');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.split('\n').at(-1)).toMatch(/^LIVE in .* s: http:\/\/shop-dev\.localhost:\d+$/);
    expect(out.split('\n').length).toBeGreaterThan(5);
    expect(out).not.toContain('✗');
  });

  it('is listed and shown', async () => {
    expect((await fairway('projects')).out).toMatch(/^shop +web +live +[0-9a-f]{7} +http/m);
    const { out } = await fairway('status', 'shop');
    expect(out).toMatch(/^shop \(web\): live$/m);
    expect(out).toMatch(/^dev +[0-9a-f]{7} +Healthy +Synced +\d\/\d +http/m);
    expect(out).toMatch(/ready +0$/m);
    expect((await fairway('status', 'shop', '--json')).json()).toMatchObject({
      name: 'shop',
      environments: [{ name: 'dev', health: 'Healthy' }],
      timeline: { state: 'live' },
    });
  });

  it('shows its address, deployments, metrics and timelines', async () => {
    expect((await fairway('open', 'shop', '--print')).out).toMatch(/^http:\/\/shop-dev\.localhost/);
    expect((await fairway('open', 'shop', '--print', '-e', 'prod')).err).toContain(
      'Choose one of: dev.',
    );
    expect((await fairway('deployments', 'shop')).out).toMatch(/^dev +[0-9a-f]{7} +live/m);
    expect((await fairway('metrics', 'shop', '--minutes', '5')).out).toMatch(/^PANEL/);
    const { out } = await fairway('timelines', 'shop');
    const id = out.split('\n')[1]?.split(' ')[0] ?? '';
    expect(await fairway('retry', id)).toMatchObject({ code: 1 });
    expect((await fairway('timelines', '--json')).json()).toMatchObject([{ project: 'shop' }]);
  });

  it('shows the logs of its pods, as text and as JSON', async () => {
    const { code, out } = await fairway('logs', 'shop', '--tail', '5');
    expect(code).toBe(0);
    expect(out).toMatch(/^shop-\S+ {2}\S/m);
    const first = (await fairway('logs', 'shop', '--json')).out.split('\n')[0] ?? '';
    expect(JSON.parse(first)).toMatchObject({ pod: expect.stringMatching(/^shop-/) });
  });

  it('follows the logs until it is told to stop', async () => {
    const controller = new AbortController();
    const ran = await runFairway(['logs', 'shop', '-f'], {
      environment,
      signal: controller.signal,
      onPrint: () => controller.abort(),
    });
    expect(ran.code).toBe(0);
  });

  it('shows its pipeline runs and their logs', async () => {
    const runs = (await fairway('run', 'shop', '--json')).json();
    expect(runs).toMatchObject([{ number: 1, conclusion: 'success' }]);
    const table = (await fairway('run', 'shop')).out.split('\n')[1] ?? '';
    const [id = ''] = table.split(' ');
    const job = /(\S+):success/.exec(table)?.[1] ?? '';
    const log = await fairway('run', 'log', id, job, '-f');
    expect(log.code).toBe(0);
    expect(log.out.split('\n').length).toBeGreaterThan(3);
    expect((await fairway('run', 'log', id, job)).out).toBe(log.out);
    expect(await fairway('run', 'log', 'none', job)).toMatchObject({ code: 1 });
  });

  it('is deleted, item by item', { timeout: 120_000 }, async () => {
    const { code, out } = await fairway('delete', 'shop');
    expect(code).toBe(0);
    expect(out.split('\n').at(-1)).toMatch(/^Deleted shop in /);
    expect(await fairway('status', 'shop')).toMatchObject({ code: 1 });
    expect(await fairway('logs', 'shop')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\n/),
    });
  });
});

describe('the platform', () => {
  it('tells what its machine gives', async () => {
    const { out } = await fairway('doctor');
    expect(out).toMatch(/^[✓!✗] sandbox: /m);
  });

  it('forgets the token and revokes it', async () => {
    const own = { environment: { ...environment, HOME: join(home, 'other') } };
    const stdin = `${administrator.password}\n`;
    await runFairway([...login, constellation.server.origin], { ...own, stdin });
    expect(await runFairway(['logout'], own)).toMatchObject({ code: 0 });
    expect(await runFairway(['whoami'], own)).toMatchObject({
      code: 1,
      err: expect.stringContaining('You are not signed in.'),
    });
  });
});
