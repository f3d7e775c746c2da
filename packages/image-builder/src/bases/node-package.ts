import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { BuildError } from '../build-error.ts';
import type { HostNode } from './host-facts.ts';

/** A Node.js binary that came from the package registry. */
export interface PackagedNode {
  readonly binary: string;
  readonly version: string;
}

const TIMEOUT_MS = 180_000;

/**
 * Gets the newest Node.js of a major version from the npm package that carries its binary, with
 * the host's npm as it is configured, and keeps it.
 * @throws BuildError `base-unavailable`
 */
export async function fetchNodePackage(
  major: number,
  cacheDir: string,
  host: HostNode,
  signal?: AbortSignal,
): Promise<PackagedNode> {
  const kept = join(cacheDir, 'node-packages', String(major));
  const known = await installed(kept);
  if (known !== undefined) return known;
  const fresh = join(cacheDir, 'node-packages', `.${randomUUID()}`);
  await mkdir(fresh, { recursive: true });
  try {
    const name = `node-linux-${process.arch}@${major}`;
    const cli = join(host.npmDir, 'bin/npm-cli.js');
    const options = [
      'install',
      '--prefix',
      fresh,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
    ];
    const failure = await runNpm(host.binary, [cli, ...options, '--', name], fresh, signal);
    const found = failure === undefined ? await installed(fresh) : undefined;
    if (found === undefined) {
      throw new BuildError(
        'base-unavailable',
        `Node.js ${major} is not on this machine and the package ${name} could not be installed (${failure ?? 'it holds no binary'}): use node:${host.version.split('.')[0]}, or configure a registry for base images`,
      );
    }
    // Another build may have been first; its copy is as good.
    await rename(fresh, kept).catch(() => undefined);
    return (await installed(kept)) ?? found;
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function installed(prefix: string): Promise<PackagedNode | undefined> {
  const modules = join(prefix, 'node_modules');
  const name = (await readdir(modules).catch(() => [])).find((one) =>
    one.startsWith('node-linux-'),
  );
  if (name === undefined) return undefined;
  const manifest = JSON.parse(await readFile(join(modules, name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { binary: join(modules, name, 'bin/node'), version: manifest.version };
}

/** Undefined when it went well, else the last of what npm said. */
async function runNpm(
  node: string,
  args: readonly string[],
  cwd: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const child = spawn(node, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: TIMEOUT_MS,
    ...(signal === undefined ? {} : { signal }),
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
  if (code === 0) return undefined;
  const lines = Buffer.concat(said)
    .toString('utf8')
    .split('\n')
    .filter((line) => /error/i.test(line));
  return lines[0]?.slice(0, 300) ?? 'npm failed';
}
