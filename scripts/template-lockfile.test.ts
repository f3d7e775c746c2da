import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

import { buildLockfile, lockfileProblems, type Lockfile } from './template-lockfile.ts';

const repository = resolve(import.meta.dirname, '..');
const root = readLockfile(join(repository, 'package-lock.json'));

function readLockfile(file: string): Lockfile {
  return JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
}

function lockfile(packages: Lockfile['packages']): Lockfile {
  return { lockfileVersion: 3, packages };
}

const small = lockfile({
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a', dependencies: { b: '^1', c: '*' } },
  'node_modules/a/node_modules/b': { version: '1.0.0', integrity: 'sha512-b1' },
  'node_modules/b': { version: '2.0.0', integrity: 'sha512-b2' },
  'node_modules/c': { version: '1.0.0', integrity: 'sha512-c', dependencies: { b: '^2' } },
  'node_modules/alias': {
    name: 'tool',
    version: '3.0.0',
    integrity: 'sha512-t',
    optionalDependencies: { 'tool-linux': '3.0.0', 'tool-absent': '3.0.0' },
  },
  'node_modules/tool-linux': { version: '3.0.0', integrity: 'sha512-tl', optional: true },
});

describe('lockfileProblems', () => {
  it('finds what the root lockfile does not hold', () => {
    const template = lockfile({
      '': { name: 'x' },
      'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
      'node_modules/b': { version: '1.0.0', integrity: 'sha512-other' },
      'node_modules/c': { version: '9.0.0', integrity: 'sha512-c' },
      'node_modules/tool': { version: '3.0.0', integrity: 'sha512-t', resolved: 'https://x/t.tgz' },
    });
    expect(lockfileProblems(small, template)).toEqual([
      'b@1.0.0 has another integrity',
      'c@9.0.0 is not in the root lockfile',
      'tool@3.0.0 names the address it came from',
    ]);
  });
});

describe('buildLockfile', () => {
  it('takes every dependency from the root, unwraps aliases and marks what is for development', () => {
    const manifest = { name: 'x', version: '1.0.0', dependencies: { a: '1.0.0' } };
    const built = buildLockfile(small, { ...manifest, devDependencies: { tool: '3.0.0' } });
    expect(Object.keys(built.packages)).toEqual([
      '',
      'node_modules/a',
      'node_modules/b',
      'node_modules/c',
      'node_modules/c/node_modules/b',
      'node_modules/tool',
      'node_modules/tool-linux',
    ]);
    expect(built.packages['node_modules/b']).toMatchObject({ version: '1.0.0' });
    expect(built.packages['node_modules/tool']).toMatchObject({ dev: true });
    expect(built.packages['node_modules/tool']).not.toHaveProperty('name');
    expect(Object.entries(built.packages['node_modules/tool-linux'] ?? {})).toEqual([
      ['version', '3.0.0'],
      ['integrity', 'sha512-tl'],
      ['dev', true],
      ['optional', true],
    ]);
    expect(lockfileProblems(small, built)).toEqual([]);
  });

  it('refuses a version that the root does not have', () => {
    const manifest = { name: 'x', version: '1.0.0', dependencies: { a: '2.0.0' } };
    expect(() => buildLockfile(small, manifest)).toThrow('a@2.0.0 is not in the root lockfile');
  });
});

describe('the templates', () => {
  const templates = join(repository, 'templates');
  const lockfiles = readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('package-lock.json') && !file.includes('node_modules'),
  );

  it.each(lockfiles)('%s installs from what the root lockfile fetches', (file) => {
    const template = readLockfile(join(templates, file));
    expect(Object.keys(template.packages).length).toBeGreaterThan(1);
    expect(lockfileProblems(root, template)).toEqual([]);
  });
});
