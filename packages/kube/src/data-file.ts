import { readFileSync } from 'node:fs';

/**
 * Reads a JSON file of the package's `data` folder, which lies beside both `src` and `dist`.
 * The files are part of the package, so their shape is the caller's to state.
 */
export function readDataFile(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8'));
}
