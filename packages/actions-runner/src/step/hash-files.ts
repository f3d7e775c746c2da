import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byName } from '../json.ts';
import { matchesGlob } from './glob.ts';

const MAX_FILES = 100_000;

/**
 * GitHub's `hashFiles`: SHA-256 over the SHA-256 of each matching file, in the order of their
 * paths; empty when none matches. A pattern with `!` takes files away. Links are not followed.
 * Synchronous because expressions are.
 */
export function hashFiles(folder: string, patterns: readonly string[]): string {
  const lines = patterns.flatMap((pattern) => pattern.split('\n')).map((line) => line.trim());
  const all = createHash('sha256');
  let found = 0;
  for (const file of listFiles(folder)) {
    let matched = false;
    for (const line of lines) {
      const negated = line.startsWith('!');
      if (line !== '' && matchesGlob(negated ? line.slice(1) : line, file)) matched = !negated;
    }
    if (!matched) continue;
    found += 1;
    all.update(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest(),
    );
  }
  return found === 0 ? '' : all.digest('hex');
}

/** Relative paths of the regular files below a folder, sorted. */
export function listFiles(folder: string): readonly string[] {
  const files: string[] = [];
  const walk = (relative: string): void => {
    for (const entry of readdirSync(join(folder, relative), { withFileTypes: true })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile()) files.push(path);
      if (files.length > MAX_FILES)
        throw new RangeError(`More than ${MAX_FILES} files in the workspace`);
    }
  };
  walk('');
  return files.sort(byName);
}
