import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGitHost, type GitHost } from '@fairway/git-host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { embeddedGitHost } from '../adapters/git-host/embedded.ts';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import { createGitopsWriter, type GitopsWriter } from './gitops-writer.ts';
import { gitopsRepository } from './names.ts';

let folder: string;
let host: GitHost;
let port: GitHostPort;
let writer: GitopsWriter;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-gitops-'));
  host = await createGitHost({
    dir: folder,
    authorize: async () => ({ allowed: false, status: 401, message: 'nobody' }),
  });
  port = embeddedGitHost(host, 'http://localhost:8080');
  writer = createGitopsWriter(port);
  await writer.prepare();
});
afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

function release(project: string, digest = 'a') {
  return {
    project,
    team: 'web',
    environment: 'dev',
    repositoryUrl: port.internalUrl(`web/${project}`),
    chartCommit: 'c'.repeat(40),
    image: `fairway.internal/web/${project}`,
    digest: `sha256:${digest.repeat(64)}`,
    host: `${project}-dev.localhost`,
  };
}

const files = () => port.list(gitopsRepository, 'main', '');
const log = async () =>
  (await host.log(gitopsRepository, 'main', { limit: 50 })).map(({ message }) => message.trim());

describe('createGitopsWriter', () => {
  it('prepares the repository once', async () => {
    const head = await writer.head();
    await writer.prepare();
    expect(await writer.head()).toBe(head);
    expect(await files()).toEqual(expect.arrayContaining(['README.md', 'root.yaml']));
  });

  it('commits a release, and nothing when it is there', async () => {
    const first = await writer.deploy(release('shop'), 'Deploy shop', async () => ['shop']);
    expect(await writer.head()).toBe(first.commit);
    const again = await writer.deploy(release('shop'), 'Deploy shop', async () => ['shop']);
    expect(again.commit).toBe(first.commit);
    const next = await writer.deploy(release('shop', 'b'), 'Deploy shop 2', async () => ['shop']);
    expect(next.commit).not.toBe(first.commit);
    expect(await log()).toEqual(['Deploy shop 2', 'Deploy shop', 'Set up the app of apps']);
  });

  it('takes concurrent releases one after the other, and loses none', async () => {
    const projects = Array.from({ length: 8 }, (_, n) => `shop-${n}`);
    const known: string[] = [];
    await Promise.all(
      projects.map((project) => {
        known.push(project);
        return writer.deploy(release(project), `Deploy ${project}`, async () => known);
      }),
    );
    const paths = await files();
    for (const project of projects) {
      expect(paths.some((path) => path.startsWith(`apps/${project}/dev/`))).toBe(true);
    }
    expect(await log()).toHaveLength(9);
    const team = await port.readFile(gitopsRepository, 'main', 'projects/web.yaml');
    const { spec } = parse(Buffer.from(team ?? []).toString('utf8')) as {
      spec: { destinations: { namespace: string }[] };
    };
    const namespaces = spec.destinations.map(({ namespace }) => namespace);
    expect(namespaces).toEqual(expect.arrayContaining(projects.map((name) => `${name}-dev`)));
  });

  it('commits nothing of a release that is refused in its turn, and goes on', async () => {
    const head = await writer.head();
    const refused = writer.deploy(release('gone'), 'Deploy gone', async () => {
      throw new Error('the project is being deleted');
    });
    await expect(refused).rejects.toThrow('being deleted');
    expect(await writer.head()).toBe(head);
    await writer.deploy(release('shop'), 'Deploy shop', async () => ['shop']);
    expect(await log()).toContain('Deploy shop');
  });

  it('removes an environment, and leaves those of others', async () => {
    await writer.deploy(release('shop'), 'Deploy shop', async () => ['shop']);
    await writer.deploy(release('shop-2'), 'Deploy shop-2', async () => ['shop', 'shop-2']);
    await writer.remove('shop', 'dev');
    const paths = await files();
    expect(paths.filter((path) => path.startsWith('apps/shop/'))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('apps/shop-2/'))).not.toEqual([]);
  });

  it('removes nothing where nothing is', async () => {
    const head = await writer.head();
    expect(await writer.remove('never', 'dev')).toEqual({ commit: head });
    expect(await writer.head()).toBe(head);
  });
});

describe('embeddedGitHost', () => {
  it('does everything twice as once', async () => {
    for (let time = 0; time < 2; time += 1) {
      await port.createRepository('web/shop', 'A shop');
      await port.commit({
        repository: 'web/shop',
        branch: 'main',
        message: 'Begin\n\nAt length.',
        author: { name: 'Ann', email: 'ann@example.com' },
        changes: [{ path: 'src/a.txt', content: 'a' }],
      });
    }
    const head = (await port.head('web/shop', 'main')) ?? '';
    expect(await port.subject('web/shop', head)).toBe('Begin');
    expect(Buffer.from((await port.readFile('web/shop', head, 'src/a.txt')) ?? []).toString()).toBe(
      'a',
    );
    expect([...(await port.readTree('web/shop', head, 'src')).keys()]).toEqual(['a.txt']);
    for (let time = 0; time < 2; time += 1) await port.deleteRepository('web/shop');
    await port.archiveRepository('web/shop');
  });

  it('tells what is not there by undefined and none', async () => {
    expect(await port.head('web/none', 'main')).toBeUndefined();
    const head = (await writer.head()) ?? '';
    expect(await port.head(gitopsRepository, 'other')).toBeUndefined();
    expect(await port.readFile(gitopsRepository, head, 'none')).toBeUndefined();
    expect(await port.list(gitopsRepository, 'other', '')).toEqual([]);
    expect(await port.list(gitopsRepository, 'main', 'none')).toEqual([]);
  });

  it('commits on top of what others committed meanwhile', async () => {
    await port.createRepository('web/busy', '');
    await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        port.commit({
          repository: 'web/busy',
          branch: 'main',
          message: `Commit ${n}`,
          author: { name: 'Ann', email: 'ann@example.com' },
          changes: [{ path: `${n}.txt`, content: String(n) }],
        }),
      ),
    );
    expect(await port.list('web/busy', 'main', '')).toHaveLength(6);
  });

  it('names the platform as people and as manifests reach it', () => {
    expect(port.cloneUrl('web/shop')).toBe('http://localhost:8080/git/web/shop.git');
    expect(port.internalUrl('web/shop')).toBe('http://fairway.internal/git/web/shop.git');
  });
});
