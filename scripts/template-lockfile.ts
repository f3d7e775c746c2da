import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** One package of a lockfile (lockfileVersion 3), as far as this script reads it. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface Lockfile {
  readonly name?: string;
  readonly version?: string;
  readonly lockfileVersion: number;
  readonly requires?: boolean;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** What package.json says about dependencies. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/**
 * Why a template's lockfile would not install from the cache that the root's `npm ci` fills: each
 * package must be there with the same version and integrity. Empty: it would.
 */
export function lockfileProblems(root: Lockfile, template: Lockfile): string[] {
  const known = indexByIdentity(root);
  const problems: string[] = [];
  for (const [location, entry] of Object.entries(template.packages)) {
    if (location === '') continue;
    const identity = identityOf(location, entry);
    const twin = known.get(identity)?.entry;
    if (twin === undefined) problems.push(`${identity} is not in the root lockfile`);
    else if (twin.integrity !== entry.integrity) problems.push(`${identity} has another integrity`);
    if (entry.resolved !== undefined) problems.push(`${identity} names the address it came from`);
  }
  return problems;
}

/** Builds a template's lockfile from nothing but the root's. Throws when a dependency is not there. */
export function buildLockfile(root: Lockfile, manifest: Manifest): Lockfile {
  const known = indexByIdentity(root);
  const placed = new Map<string, string>();
  const kept = new Map<string, { entry: LockedPackage; production: boolean; required: boolean }>();

  function place(name: string, from: string, parent: string, flags: Flags): void {
    const identity = identityOf(from, root.packages[from] ?? {});
    const top = `node_modules/${name}`;
    const occupied = placed.get(top);
    const location =
      occupied === undefined || occupied === identity || parent === ''
        ? top
        : `${parent}/node_modules/${name}`;
    const before = kept.get(location);
    const production = flags.production || before?.production === true;
    const required = flags.required || before?.required === true;
    if (before?.production === production && before.required === required) return;
    const entry = root.packages[from] ?? {};
    placed.set(location, identity);
    kept.set(location, { entry, production, required });
    for (const [dependency, optional] of dependenciesOf(entry)) {
      const next = resolveFrom(root, from, dependency);
      if (next !== undefined) {
        place(dependency, next, location, { production, required: required && !optional });
      } else if (!optional)
        throw new Error(`${identity} needs ${dependency}: not in the root lockfile`);
    }
  }

  const roots = [
    ...Object.entries(manifest.dependencies ?? {}).map((entry) => [...entry, true] as const),
    ...Object.entries(manifest.devDependencies ?? {}).map((entry) => [...entry, false] as const),
  ];
  for (const [name, version, production] of roots) {
    const found = known.get(`${name}@${version}`);
    if (found === undefined) throw new Error(`${name}@${version} is not in the root lockfile`);
    place(name, found.location, '', { production, required: true });
  }
  return assemble(manifest, kept);
}

// The alias's name, what is worked out anew, and what npm ci has no use for.
const LEFT_OUT = new Set(['name', 'dev', 'optional', 'devOptional', 'peer', 'resolved', 'funding']);

interface Flags {
  readonly production: boolean;
  readonly required: boolean;
}

function assemble(
  manifest: Manifest,
  kept: ReadonlyMap<string, { entry: LockedPackage } & Flags>,
): Lockfile {
  const { name, version } = manifest;
  const packages: Record<string, LockedPackage> = { '': rootEntry(manifest) };
  for (const location of [...kept.keys()].sort((a, b) => a.localeCompare(b, 'en'))) {
    const found = kept.get(location);
    if (found === undefined) continue;
    const facts = Object.entries(found.entry).filter(([field]) => !LEFT_OUT.has(field));
    packages[location] = inNpmOrder({
      ...Object.fromEntries(facts),
      ...(found.production ? {} : { dev: true }),
      ...(found.required ? {} : { optional: true }),
    });
  }
  return { name, version, lockfileVersion: 3, requires: true, packages };
}

/** npm writes version and integrity, plain values by name, dependencies, other objects by name. */
function inNpmOrder(entry: LockedPackage): LockedPackage {
  const first = ['version', 'integrity'];
  const rank = ([field, value]: readonly [string, unknown]): number => {
    if (first.includes(field)) return first.indexOf(field);
    if (field === 'dependencies') return 3;
    return typeof value === 'object' && !Array.isArray(value) ? 4 : 2;
  };
  const entries = Object.entries(entry).sort(
    (a, b) => rank(a) - rank(b) || a[0].localeCompare(b[0], 'en'),
  );
  return Object.fromEntries(entries);
}

function rootEntry(manifest: Manifest): LockedPackage {
  const fields = ['name', 'version', 'dependencies', 'devDependencies', 'engines'];
  return Object.fromEntries(
    fields.filter((field) => field in manifest).map((field) => [field, manifest[field]]),
  );
}

function* dependenciesOf(entry: LockedPackage): Generator<[string, boolean]> {
  for (const name of Object.keys(entry.dependencies ?? {})) yield [name, false];
  for (const name of Object.keys(entry.optionalDependencies ?? {})) yield [name, true];
}

/** Node's own search: beside the package, then in each folder above. */
function resolveFrom(root: Lockfile, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (root.packages[candidate] !== undefined) return candidate;
    if (at === '') return undefined;
  }
}

/** The package's own name, which an alias hides in its location, and its version. */
function identityOf(location: string, entry: LockedPackage): string {
  const name = entry.name ?? location.slice(location.lastIndexOf('node_modules/') + 13);
  return `${name}@${entry.version ?? ''}`;
}

function indexByIdentity(
  lockfile: Lockfile,
): Map<string, { location: string; entry: LockedPackage }> {
  const index = new Map<string, { location: string; entry: LockedPackage }>();
  for (const [location, entry] of Object.entries(lockfile.packages)) {
    const identity = identityOf(location, entry);
    if (location !== '' && !index.has(identity)) index.set(identity, { location, entry });
  }
  return index;
}

/** Checks the template whose folder is given (`--write`: rewrites its lockfile). */
function main(args: readonly string[]): void {
  const folder = args.find((arg) => !arg.startsWith('--'));
  if (folder === undefined) {
    throw new Error(
      'Usage: tsx scripts/template-lockfile.ts [--write] <folder with a package.json>',
    );
  }
  const file = join(folder, 'package-lock.json');
  const root = readLockfile(resolve(import.meta.dirname, '../package-lock.json'));
  if (args.includes('--write')) {
    const manifest = readManifest(join(folder, 'package.json'));
    writeFileSync(file, `${JSON.stringify(buildLockfile(root, manifest), null, 2)}\n`);
  }
  const problems = lockfileProblems(root, readLockfile(file));
  for (const problem of problems) console.error(`${basename(dirname(file))}: ${problem}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** A template's package.json has expressions where only the rendered one has JSON strings. */
function readManifest(file: string): Manifest {
  const text = readFileSync(file, 'utf8').replaceAll(/(?<!")\{\{[^}]*\}\}(?!")/g, '""');
  return JSON.parse(text) as Manifest;
}

function readLockfile(file: string): Lockfile {
  return JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  main(process.argv.slice(2));
}
