import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataDirectory } from '../apps/server/src/data-directory/data-directory.ts';
import {
  type Constellation,
  startConstellation,
} from '../apps/server/src/testing/constellation.ts';
import { clone, delivered, ended, jobLog, type Timeline } from './_util.ts';

const name = 'curious';
let platform: Constellation;
let scratch: string;
/** What the job and the pod try to read, by a word for each. */
let targets: Record<string, string>;
let fromJob: Record<string, string>;
let fromPod: Record<string, string>;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fairway-e2e-'));
  await writeFile(join(scratch, 'open-to-all'), 'the host is readable', { mode: 0o644 });
  platform = await startConstellation();
  targets = await secrets(platform.data);
  const { data } = await platform.api.POST('/api/v1/projects', {
    body: { name, team: 'platform', template: 'node-service', description: '', variables: {} },
  });
  expect(await ended(platform.api, data?.timeline.id ?? '')).toMatchObject({ state: 'live' });
  const work = await clone(
    data?.project.repositoryUrl ?? '',
    platform.token,
    join(scratch, 'work'),
  );
  await writeFile(join(work.folder, 'look.sh'), lookAround(targets));
  await edit(
    join(work.folder, '.github/workflows/ci.yml'),
    '      - name: Test\n',
    '      - name: Look around\n        run: sh look.sh\n      - name: Test\n',
  );
  await edit(
    join(work.folder, 'Dockerfile'),
    'CMD ["node", "dist/main.js"]',
    'COPY look.sh ./\nCMD ["sh", "-c", "sh look.sh; exec node dist/main.js"]',
  );
  const timeline = await delivered(platform.api, name, await work.push('Look around'));
  expect(timeline.state, JSON.stringify(timeline.steps, undefined, 1)).toBe('live');
  fromJob = found(await jobLog(platform.server.origin, platform.token, runOf(timeline), 'test'));
  fromPod = found(await podLog());
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

/** The platform's secrets, and the host's. */
async function secrets(data: string): Promise<Record<string, string>> {
  const directory = await openDataDirectory(data);
  return {
    'master-key': directory.masterKey,
    kubeconfig: directory.kubeconfig,
    'kubeconfig-token': `${directory.kubeconfig}.token`,
    'authority-key': directory.certificateAuthorityKey,
    'database-socket': join(directory.postgresSocket, '.s.PGSQL.5432'),
    'database-folder': directory.postgres,
    'database-file': join(directory.postgres, 'PG_VERSION'),
    'other-pods': join(directory.kubelet, 'pods'),
    repositories: directory.git,
    blobs: directory.blobs,
    'data-directory': directory.root,
    'host-file': join(scratch, 'open-to-all'),
    'host-root': '/root',
    'host-shadow': '/etc/shadow',
    'server-memory': `/proc/${process.pid}/environ`,
    'server-files': `/proc/${process.pid}/root${directory.masterKey}`,
  };
}

/** A script that tells of each target what it could get: a listing, a digest, or nothing. */
function lookAround(all: Readonly<Record<string, string>>): string {
  const lines = Object.entries(all).map(([word, path]) => `look ${word} '${path}'`);
  return `look() {
  if [ -d "$2" ]; then echo "look:$1:folder $(ls -A "$2" 2>/dev/null | tr '\\n' ' ')"
  elif [ -S "$2" ]; then echo "look:$1:socket"
  elif head -c 1 "$2" >/dev/null 2>&1; then echo "look:$1:file $(sha256sum "$2" | cut -c1-64)"
  else echo "look:$1:refused"; fi
}
${lines.join('\n')}
echo "look:processes:$(cat /proc/[0-9]*/comm 2>/dev/null | sort -u | tr '\\n' ' ')"
echo "look:user:$(id -u)"
if touch /usr/bin/planted /etc/planted 2>/dev/null; then echo look:host-write:done; else echo look:host-write:refused; fi
if kill -0 ${process.pid} 2>/dev/null; then echo look:signal:done; else echo look:signal:refused; fi
`;
}

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toContain(from);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}

function found(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.flatMap((line) => {
      const match = /look:([^:]+):(.*)$/.exec(line);
      return match === null ? [] : [[match[1] ?? '', (match[2] ?? '').trim()]];
    }),
  );
}

function runOf(timeline: Timeline): string {
  const step = timeline.steps.find(({ key }) => key === 'pipeline/test');
  return step?.log?.runId ?? '';
}

async function podLog(): Promise<string[]> {
  const path = `/api/v1/projects/${name}/environments/dev/logs?follow=false&tail=200`;
  const response = await fetch(platform.server.origin + path, {
    headers: { authorization: `Bearer ${platform.token}` },
  });
  const text = await response.text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(
    (match) => (JSON.parse(match[1] ?? '{}') as { text?: string }).text ?? '',
  );
}

describe.each([
  ['a CI job', () => fromJob],
  ['a pod', () => fromPod],
])('%s', (_who, read) => {
  it("reads none of the platform's secrets, nor the host's files", () => {
    const got = read();
    const own = ['host-root', 'host-shadow'];
    const refused = Object.keys(targets).filter((word) => !own.includes(word));
    expect(Object.fromEntries(refused.map((word) => [word, got[word]]))).toEqual(
      Object.fromEntries(refused.map((word) => [word, 'refused'])),
    );
  });

  it('has a /root and an /etc/shadow that are not those of the host', async () => {
    const got = read();
    expect(got['host-root']).toMatch(/^(?:refused|folder)$/);
    const shadow = createHash('sha256')
      .update(await readFile('/etc/shadow'))
      .digest('hex');
    expect(got['host-shadow']).toMatch(/^(?:refused|file )/);
    expect(got['host-shadow']).not.toContain(shadow);
  });

  it('sees and signals no process but its own', () => {
    const got = read();
    expect(got['processes']).not.toMatch(/postgres|vitest/);
    expect(got['signal']).toBe('refused');
  });
});

it('runs a pod without a way to write the base system', () => {
  expect(fromPod['host-write']).toBe('refused');
  expect(fromPod['user']).not.toBe('0');
});
