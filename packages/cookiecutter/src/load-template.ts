import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidTemplate } from './errors.ts';
import { parseTemplate } from './parse-template.ts';
import type { Template, TemplateFile } from './template.ts';

const MAX_BYTES = 64 * 1024 * 1024;
const SKIPPED = new Set(['.git', 'node_modules']);

/**
 * Reads a template's folder. Folders named `.git` and `node_modules` are left out.
 * @throws InvalidTemplate for symlinks, more than 64 MiB, and what {@link parseTemplate} refuses
 */
export async function loadTemplate(directory: string): Promise<Template> {
  const files = new Map<string, TemplateFile>();
  await walk(directory, '', files, { left: MAX_BYTES });
  return parseTemplate(files);
}

async function walk(
  directory: string,
  prefix: string,
  files: Map<string, TemplateFile>,
  budget: { left: number },
): Promise<void> {
  const names = await readdir(join(directory, prefix));
  for (const name of names.sort()) {
    if (SKIPPED.has(name)) continue;
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const stats = await lstat(join(directory, path));
    if (stats.isDirectory()) await walk(directory, path, files, budget);
    else if (stats.isFile()) {
      budget.left -= stats.size;
      if (budget.left < 0) throw new InvalidTemplate('The template is larger than 64 MiB.');
      const content = new Uint8Array(await readFile(join(directory, path)));
      files.set(path, { content, executable: (stats.mode & 0o111) !== 0 });
    } else throw new InvalidTemplate(`${path} is neither a file nor a folder.`);
  }
}
