import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxSpec } from '../sandbox.ts';

/**
 * Where a path of the sandbox lies on the host, for a process that runs without a root of its own:
 * below a mount's source, else in the highest layer that has it, else as it is.
 */
export function hostPath(
  spec: Pick<SandboxSpec, 'mounts' | 'root'>,
  path: string,
  exists: (path: string) => boolean = existsSync,
): string {
  if (!path.startsWith('/')) return path;
  const mounts = [...spec.mounts].sort((a, b) => b.target.length - a.target.length);
  const mount = mounts.find(({ target }) => path === target || path.startsWith(`${target}/`));
  if (mount !== undefined) return mount.source + path.slice(mount.target.length);
  if (path === '/') return path;
  const layer = spec.root.layers.findLast((folder) => exists(join(folder, path)));
  return layer === undefined ? path : join(layer, path);
}
