import { appendFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { satisfiesTool } from '../actions/tool-version.ts';
import { createLineSplitter, followLog } from './follow-log.ts';
import { globRoot, matchesGlob } from './glob.ts';
import { hashFiles } from './hash-files.ts';
import { shellOf } from './shell.ts';
import { resolveInWorkspace } from './workspace-path.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'step-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

test.each([
  ['dist/**', 'dist/a/b.js', true],
  ['dist/**', 'dist', true],
  ['**/package-lock.json', 'package-lock.json', true],
  ['**/package-lock.json', 'a/b/package-lock.json', true],
  ['*.json', 'a/b.json', false],
  ['a/*/c', 'a/b/c', true],
  ['a?c', 'abc', true],
  ['a*b*c', 'aXbXbc', true],
  ['a*b*c', 'aXbXb', false],
  ['./x/', 'x', true],
])('%s matches %s: %s', (pattern, path, expected) => {
  expect(matchesGlob(pattern, path)).toBe(expected);
});

test('globs: their root, and no exponential time', () => {
  expect([globRoot('a/b/*.js'), globRoot('*.js'), globRoot('a/b')]).toEqual(['a/b', '', 'a/b']);
  const started = Date.now();
  expect(matchesGlob(`${'*a'.repeat(40)}b`, 'a'.repeat(200))).toBe(false);
  expect(matchesGlob('**/'.repeat(40) + 'x', 'a/'.repeat(200))).toBe(false);
  expect(Date.now() - started).toBeLessThan(1000);
});

test.each([
  ['20', true],
  ['v20.99.1', true],
  ['20.x', true],
  ['lts/*', true],
  ['lts/iron', true],
  ['lts/jod', false],
  ['latest', true],
  ['>=18', true],
  ['>=18 <20', false],
  ['>= 18.2', true],
  ['<20.5', true],
  ['^18 || ^20.1', true],
  ['18', false],
  ['~22.1', false],
  ['soon', undefined],
  ['20 || soon', undefined],
])('Node.js 20 satisfies %s: %s', (wanted, expected) => {
  expect(satisfiesTool(wanted, [20, 5, 0], 1)).toBe(expected);
});

test.each([
  ['3.11', true],
  ['3.x', true],
  ['3', true],
  ['3.12', false],
  ['>=3.9 <4', true],
  ['3.11.2', true],
  ['~3.10', false],
])('Python 3.11 satisfies %s: %s', (wanted, expected) => {
  expect(satisfiesTool(wanted, [3, 11, 7], 2)).toBe(expected);
});

test('paths stay in the workspace', async () => {
  const host = join(root, 'ws');
  await mkdir(join(host, 'in'), { recursive: true });
  await symlink('/etc', join(host, 'out'));
  await symlink('in', join(host, 'alias'));
  await symlink('/nowhere', join(host, 'dangling'));
  const workspace = { host, target: '/w/r' };
  expect(await resolveInWorkspace(workspace, '/w/r/in/x')).toBe(join(host, 'in/x'));
  expect(await resolveInWorkspace(workspace, 'alias')).toBe(join(host, 'in'));
  for (const path of ['..', '/etc', 'out', 'out/passwd', 'dangling', 'dangling/x', 'in/../../x']) {
    await expect(resolveInWorkspace(workspace, path)).rejects.toMatchObject({
      code: 'path-escapes',
    });
  }
});

test('hashFiles: order of patterns does not matter, content and negation do', async () => {
  const folder = join(root, 'hash');
  await mkdir(join(folder, 'sub'), { recursive: true });
  await writeFile(join(folder, 'a.lock'), '1');
  await writeFile(join(folder, 'sub/b.lock'), '2');
  const both = hashFiles(folder, ['**/*.lock']);
  expect(both).toMatch(/^[0-9a-f]{64}$/);
  expect(hashFiles(folder, ['sub/*', 'a.lock'])).toBe(both);
  expect(hashFiles(folder, ['**/*.lock\n!sub/**'])).not.toBe(both);
  expect(hashFiles(folder, ['none'])).toBe('');
});

test('a growing log is read line by line, a long one cut', async () => {
  const path = join(root, 'log');
  const lines: string[] = [];
  const ended = (async () => {
    await writeFile(path, 'one\r\ntw');
    await new Promise((resolve) => setTimeout(resolve, 60));
    await appendFile(path, 'o\nlast');
  })();
  const options = { maxBytes: 1000, onTruncated: () => lines.push('cut') };
  await followLog(path, ended, (line) => lines.push(line), options);
  expect(lines).toEqual(['one', 'two', 'last']);
  await writeFile(path, 'x\n'.repeat(5000));
  lines.length = 0;
  await followLog(path, Promise.resolve(), (line) => lines.push(line), options);
  expect(lines.at(-1)).toBe('cut');
  await followLog(join(root, 'never'), Promise.resolve(), () => lines.push('no'), options);
  expect(lines).not.toContain('no');
});

test('characters that are cut by a chunk are put together', () => {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const byte of Buffer.from('größe\nü')) splitter.write(Buffer.from([byte]));
  splitter.end();
  expect(lines).toEqual(['größe', 'ü']);
});

test('shells', () => {
  expect(shellOf('bash').argv('/s')).toContain('pipefail');
  expect(shellOf('perl -w {0}').argv('/s')).toEqual(['perl', '-w', '/s']);
  expect(shellOf('python').extension).toBe('py');
  for (const bad of ['pwsh', 'cmd', ' ']) {
    expect(() => shellOf(bad)).toThrow(expect.objectContaining({ code: 'step-invalid' }));
  }
});
