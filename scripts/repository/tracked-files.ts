import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The files that git keeps of a checkout, from its root; those that were just removed left out. */
export function trackedFiles(root: string): string[] {
  // The checkout may belong to another user than the one that runs the checks.
  const argv = ['-c', 'safe.directory=*', 'ls-files', '-z'];
  const output = execFileSync('git', argv, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return output.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}
