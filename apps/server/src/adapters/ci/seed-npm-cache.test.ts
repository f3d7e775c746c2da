import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seedNpmCache } from './seed-npm-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairway-npm-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const registry = 'https://registry.example.com';

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, 'source', path)), { recursive: true });
  await writeFile(join(folder, 'source', path), content);
}

function contentPath(content: string): string {
  const hex = createHash('sha512').update(content).digest('hex');
  return `_cacache/content-v2/sha512/${hex.slice(0, 2)}/${hex.slice(2, 4)}/${hex.slice(4)}`;
}

function integrityOf(content: string): string {
  return `sha512-${createHash('sha512').update(content).digest('base64')}`;
}

function bucketPath(name: string): string {
  const key = keyOf(name);
  const hash = createHash('sha256').update(key).digest('hex');
  return `_cacache/index-v5/${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4)}`;
}

function keyOf(name: string): string {
  return `make-fetch-happen:request-cache:${registry}/${name.replace('/', '%2f')}`;
}

/** Puts a package into the source cache as npm does: a bucket, its document and its archive. */
async function cachePackage(name: string, before = ''): Promise<void> {
  const document = JSON.stringify({ name });
  const entry = JSON.stringify({ key: keyOf(name), integrity: integrityOf(document) });
  const sum = createHash('sha1').update(entry).digest('hex');
  await write(bucketPath(name), `${before}\n${sum}\t${entry}`);
  await write(contentPath(document), document);
  await write(contentPath(`archive of ${name}`), `archive of ${name}`);
}

function lockfile(...names: string[]): string {
  const packages = names.map((name) => [
    `node_modules/${name}`,
    { version: '1.0.0', integrity: integrityOf(`archive of ${name}`) },
  ]);
  return JSON.stringify({
    lockfileVersion: 3,
    packages: { '': {}, ...Object.fromEntries(packages) },
  });
}

const seed = (lockfiles: string[]) =>
  seedNpmCache({
    source: join(folder, 'source'),
    target: join(folder, 'target'),
    lockfiles,
    registry,
  });
const copied = (path: string): Promise<string> => readFile(join(folder, 'target', path), 'utf8');

describe('seedNpmCache', () => {
  it('copies the documents and archives that the lockfiles name, and nothing else', async () => {
    await cachePackage('left');
    await cachePackage('@scope/right');
    await cachePackage('private');
    expect(await seed([lockfile('left'), lockfile('left', '@scope/right')])).toEqual({
      packages: 2,
      missing: [],
    });
    for (const name of ['left', '@scope/right']) {
      expect(await copied(bucketPath(name))).toContain(keyOf(name));
      expect(await copied(contentPath(JSON.stringify({ name })))).toBe(JSON.stringify({ name }));
      expect(await copied(contentPath(`archive of ${name}`))).toBe(`archive of ${name}`);
    }
    await expect(copied(bucketPath('private'))).rejects.toThrow('ENOENT');
  });

  it('copies once for the same lockfiles, and anew for others', async () => {
    await cachePackage('left');
    await seed([lockfile('left')]);
    expect(await seed([lockfile('left')])).toBeUndefined();
    await cachePackage('more');
    expect(await seed([lockfile('left', 'more')])).toEqual({ packages: 2, missing: [] });
  });

  it('names what is missing, and looks for it again', async () => {
    await cachePackage('left');
    expect(await seed([lockfile('left', 'absent')])).toEqual({ packages: 2, missing: ['absent'] });
    await cachePackage('absent');
    expect(await seed([lockfile('left', 'absent')])).toEqual({ packages: 2, missing: [] });
  });

  it('passes over lines that a crash cut short', async () => {
    await cachePackage('left', 'sum\t{"key": "half\nrubbish');
    expect(await seed([lockfile('left')])).toEqual({ packages: 1, missing: [] });
    expect(await copied(contentPath(JSON.stringify({ name: 'left' })))).toContain('left');
  });

  it('takes no path from an integrity', async () => {
    const packages = {
      'node_modules/evil': { integrity: '../../etc-passwd' },
      'node_modules/odd': { integrity: 'sha512-' },
    };
    const result = await seed([JSON.stringify({ packages })]);
    expect(result?.missing).toEqual(['evil', 'odd']);
  });

  it.each(['{', '{}', '{"packages": []}'])('refuses the lockfile %j', async (text) => {
    await expect(seed([text])).rejects.toThrow();
  });
});
