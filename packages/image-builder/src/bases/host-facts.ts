import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { BuildError } from '../build-error.ts';

const run = promisify(execFile);
const TIMEOUT_MS = 10_000;

/** The host's Node.js and npm. */
export interface HostNode {
  readonly binary: string;
  readonly version: string;
  /** The folder of the package npm. */
  readonly npmDir: string;
  readonly npmVersion: string;
  /** Changes when the binary does. */
  readonly fingerprint: string;
}

/**
 * Finds a Node.js installation's binary, version and npm.
 * @throws BuildError `base-unavailable`
 */
export async function findHostNode(nodePath: string): Promise<HostNode> {
  const binary = await realpath(nodePath);
  const { size, mtimeMs } = await stat(binary);
  const version =
    nodePath === process.execPath
      ? process.versions.node
      : (await run(binary, ['--version'], { timeout: TIMEOUT_MS })).stdout.trim().replace(/^v/, '');
  const npmDir = await findNpm(binary);
  const { version: npmVersion } = JSON.parse(
    await readFile(join(npmDir, 'package.json'), 'utf8'),
  ) as { version: string };
  const fingerprint = createHash('sha256')
    .update(`${binary}\0${size}\0${mtimeMs}`)
    .digest('hex')
    .slice(0, 12);
  return { binary, version, npmDir, npmVersion, fingerprint };
}

/** npm lies beside its Node in every installation (archive, nvm, packages of the system). */
async function findNpm(binary: string): Promise<string> {
  const prefix = dirname(dirname(binary));
  const candidates = [
    join(prefix, 'lib/node_modules/npm'),
    join(prefix, 'share/nodejs/npm'),
    '/usr/local/lib/node_modules/npm',
    '/usr/lib/node_modules/npm',
  ];
  for (const candidate of candidates) {
    const cli = await stat(join(candidate, 'bin/npm-cli.js')).catch(() => undefined);
    if (cli?.isFile() === true) return realpath(candidate);
  }
  throw new BuildError(
    'base-unavailable',
    `There is no npm beside ${binary}: looked in ${candidates.join(', ')}`,
  );
}

/** The version of the host's python3, e.g. `3.11.2`; undefined when there is none. */
export async function hostPythonVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('/usr/bin/python3', ['--version'], { timeout: TIMEOUT_MS });
    return /^Python (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}
