import { chmod, chown, lchown, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HostFacts } from './host-facts.ts';
import { formatFstab } from './fstab.ts';
import { nestedFile, type RootPlan } from './plan-builder.ts';

/** Who the written folders belong to; undefined leaves them the caller's. */
export type Owner = { readonly uid: number; readonly gid: number } | undefined;

/**
 * Writes what a plan needs below the process' folder: links, the layer of mount points, the fstab.
 * `layers` give a made folder its mode where an image already holds it, so that the layer of mount
 * points, which covers the image, changes nothing.
 */
export async function writeRoot(
  dir: string,
  plan: RootPlan,
  layers: readonly string[],
  facts: HostFacts,
  owner: Owner,
): Promise<void> {
  for (const folder of ['l', 'u', 'w', 'points']) await mkdir(join(dir, folder));
  await give(join(dir, 'points'), owner);
  for (const [name, target] of Object.entries(plan.links)) await symlink(target, join(dir, name));
  for (const folder of plan.writable) await ownedFolder(folder, owner);
  const made = new Set<string>();
  for (const place of plan.places) {
    await writePlace(dir, place.path, place.kind, place.mode, made, layers, facts, owner);
  }
  for (const [name, to] of deviceLinks) await symlink(to, join(dir, 'points/dev', name));
  await writeFile(join(dir, 'fstab'), formatFstab(plan.fstab));
  if (plan.nested.length > 0) {
    const file = join(dir, nestedFile);
    await writeFile(file, nestedFstab(plan));
    await chmod(file, 0o644);
  }
}

/** Read by the shim once it is in the root, as the owner: so readable, and without host paths. */
function nestedFstab(plan: RootPlan): string {
  const lines = plan.nested.map(({ from, target, kind }) => ({
    source: from,
    target,
    type: 'none',
    options: kind === 'directory' ? ['rbind', 'X-mount.mkdir'] : ['bind'],
  }));
  const cover = { source: 'tmpfs', target: '/.mounts', type: 'tmpfs', options: ['ro', 'size=4k'] };
  return formatFstab([...lines, cover]);
}

const deviceLinks: readonly (readonly [string, string])[] = [
  ['fd', '/proc/self/fd'],
  ['stdin', '/proc/self/fd/0'],
  ['stdout', '/proc/self/fd/1'],
  ['stderr', '/proc/self/fd/2'],
  ['ptmx', 'pts/ptmx'],
];

async function writePlace(
  dir: string,
  path: string,
  kind: 'directory' | 'file',
  mode: number,
  made: Set<string>,
  layers: readonly string[],
  facts: HostFacts,
  owner: Owner,
): Promise<void> {
  if (path === '/' || made.has(path)) return;
  await writePlace(dir, dirname(path), 'directory', 0o755, made, layers, facts, owner);
  made.add(path);
  const host = join(dir, 'points', path);
  if (kind === 'file') await writeFile(host, '');
  else {
    await mkdir(host);
    const inImage = layers.findLast((layer) => facts.kind(join(layer, path)) === 'directory');
    await chmod(host, inImage === undefined ? mode : facts.mode(join(inImage, path)));
  }
  await give(host, owner);
}

async function ownedFolder(path: string, owner: Owner): Promise<void> {
  await mkdir(path, { recursive: true });
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}

async function give(path: string, owner: Owner): Promise<void> {
  if (owner !== undefined) await lchown(path, owner.uid, owner.gid);
}
