import { lstat, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadTemplate, renderTemplate, type GivenValues } from '../src/index.ts';

const fixtures = join(import.meta.dirname, '../fixtures');

async function readFolder(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const path of await readdir(folder, { recursive: true })) {
    const stats = await lstat(join(folder, path));
    if (!stats.isFile()) continue;
    const text = await readFile(join(folder, path), 'latin1');
    found[path] = `${(stats.mode & 0o111) === 0 ? 'file' : 'program'} ${text}`;
  }
  return found;
}

describe('what cookiecutter itself makes', () => {
  it.each(['features', 'copying'])('%s', async (name) => {
    const template = await loadTemplate(join(fixtures, name, 'template'));
    const text = await readFile(join(fixtures, name, 'variables.json'), 'utf8');
    const rendered = renderTemplate({ template, variables: JSON.parse(text) as GivenValues });
    const actual = [...rendered].map(([path, file]) => [
      path,
      `${file.executable ? 'program' : 'file'} ${Buffer.from(file.content).toString('latin1')}`,
    ]);
    expect(Object.fromEntries(actual)).toEqual(await readFolder(join(fixtures, name, 'expected')));
  });
});

describe('loadTemplate', () => {
  it('refuses symlinks and folders that are no template', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cookiecutter-'));
    try {
      await expect(loadTemplate(folder)).rejects.toMatchObject({ code: 'invalid-template' });
      await writeFile(join(folder, 'cookiecutter.json'), '{}');
      await symlink('/etc/passwd', join(folder, 'link'));
      await expect(loadTemplate(folder)).rejects.toThrow('link is neither a file nor a folder');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
