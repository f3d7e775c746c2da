import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The parts of a package-lock.json (version 3) that name packages. */
const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      integrity: z.string().optional(),
      os: z.array(z.string()).optional(),
      cpu: z.array(z.string()).optional(),
    }),
  ),
});

const IndexEntry = z.object({ key: z.string(), integrity: z.string().nullish() });

/** The layout that npm's cache (cacache) has now; another one would have other folder names. */
const indexFolder = '_cacache/index-v5';
const contentFolder = '_cacache/content-v2';

/** What a seeding found. */
export interface SeedResult {
  packages: number;
  /** Packages that the source cache lacks: they come from the registry when they are needed. */
  missing: string[];
}

/**
 * Copies what `npm ci` needs for some lockfiles from one npm cache to another: package documents
 * and archives. Jobs get the copy: the person's own cache belongs to another user and holds much
 * that is not for tenants. The copy is made beside and put in place at once; a second call with the
 * same lockfiles does nothing.
 */
export async function seedNpmCache(options: {
  /** An npm cache folder, such as ~/.npm. */
  source: string;
  target: string;
  lockfiles: readonly string[];
  registry: string;
}): Promise<SeedResult | undefined> {
  const { source, target } = options;
  const stamp = createHash('sha256')
    .update(JSON.stringify([options.lockfiles, options.registry]))
    .digest('hex');
  const done = await readFile(join(target, 'seed'), 'utf8').catch(() => undefined);
  if (done === stamp) return undefined;
  const building = `${target}.new`;
  await rm(building, { recursive: true, force: true });
  const missing: string[] = [];
  const packages = packagesOf(options.lockfiles);
  for (const { name, version, integrity } of packages) {
    const document = await copyIndexEntry(
      source,
      building,
      `${options.registry}/${name.replace('/', '%2f')}`,
    );
    const archive = await copyContent(source, building, integrity);
    // A lockfile without addresses makes npm ask for the archive by its address, not its digest.
    const file = `${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
    await copyIndexEntry(source, building, `${options.registry}/${name}/-/${file}`);
    if (!document || !archive) missing.push(name);
  }
  await mkdir(building, { recursive: true });
  // What is missing may be there at the next start.
  if (missing.length === 0) await writeFile(join(building, 'seed'), stamp);
  await rm(target, { recursive: true, force: true });
  await rename(building, target);
  return { packages: packages.length, missing };
}

interface LockedPackage {
  name: string;
  version: string;
  integrity: string;
}

function packagesOf(lockfiles: readonly string[]): LockedPackage[] {
  const found = new Map<string, LockedPackage>();
  for (const text of lockfiles) {
    const { packages } = Lockfile.parse(JSON.parse(text));
    for (const [path, entry] of Object.entries(packages)) {
      const marker = path.lastIndexOf('node_modules/');
      if (marker < 0 || entry.integrity === undefined) continue;
      if (!runsHere(entry.os, process.platform) || !runsHere(entry.cpu, process.arch)) continue;
      const name = entry.name ?? path.slice(marker + 'node_modules/'.length);
      const { version = '', integrity } = entry;
      found.set(`${name} ${integrity}`, { name, version, integrity });
    }
  }
  return [...found.values()];
}

/** Whether a package's `os` or `cpu` names this machine: npm installs no other. */
function runsHere(names: readonly string[] | undefined, own: string): boolean {
  if (names === undefined || names.length === 0) return true;
  if (names.includes(`!${own}`)) return false;
  return names.includes(own) || names.every((name) => name.startsWith('!'));
}

/** Copies the index bucket of a package's document with the contents that it names. */
async function copyIndexEntry(source: string, target: string, url: string): Promise<boolean> {
  const key = `make-fetch-happen:request-cache:${url}`;
  const hash = createHash('sha256').update(key).digest('hex');
  const path = join(indexFolder, hash.slice(0, 2), hash.slice(2, 4), hash.slice(4));
  const bucket = await readFile(join(source, path), 'utf8').catch(() => undefined);
  if (bucket === undefined) return false;
  for (const line of bucket.split('\n')) {
    const entry = IndexEntry.safeParse(parseJson(line.split('\t')[1] ?? ''));
    if (!entry.success || entry.data.key !== key || !entry.data.integrity) continue;
    await copyContent(source, target, entry.data.integrity);
  }
  await copyInto(join(source, path), join(target, path));
  return true;
}

/** A line that was cut short by a crash counts as none, as it does for npm. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function copyContent(source: string, target: string, integrity: string): Promise<boolean> {
  const [algorithm = '', digest = ''] = integrity.split(' ')[0]?.split('-', 2) ?? [];
  if (!/^sha(?:1|256|384|512)$/.test(algorithm)) return false;
  const hex = Buffer.from(digest, 'base64').toString('hex');
  const path = join(contentFolder, algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
  if (!(await stat(join(source, path)).catch(() => undefined))) return false;
  await copyInto(join(source, path), join(target, path));
  return true;
}

async function copyInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}
