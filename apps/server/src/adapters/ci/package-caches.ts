import { copyFile, cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SandboxMount, SandboxRuntime } from '@fairway/sandbox';
import type { Logger } from '../../logger.ts';
import { seedNpmCache } from './seed-npm-cache.ts';

/** What a job or an image build sees of package caches and of the host's Node. */
export interface JobCaches {
  mounts: SandboxMount[];
  env: Record<string, string>;
}

/** The package caches of CI jobs and image builds. */
export interface PackageCaches {
  /** Waits until the shared cache is filled; the team's own copy takes what it writes. */
  forTeam(team: string): Promise<JobCaches>;
}

/** What the caches are made with. */
export interface PackageCachesOptions {
  folder: string;
  /** The templates, whose lockfiles say what the shared cache holds. */
  templates: string;
  sandbox: SandboxRuntime;
  environment: Readonly<Record<string, string | undefined>>;
  logger: Logger;
}

const npmCache = '/var/cache/npm';
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * An npm cache a team, begun as a copy of one with the templates' packages, which is taken from
 * the host's own cache: so the first project needs no network, and no team writes what another one
 * reads. Filling begins at once, in the background. (Not an overlay: two jobs of a team run at
 * once, and an overlay's upper folder belongs to one mount only.)
 */
export function openPackageCaches(options: PackageCachesOptions): PackageCaches {
  const { environment, sandbox } = options;
  const shared = join(options.folder, 'shared-npm');
  const registry = (environment['npm_config_registry'] ?? defaultRegistry).replace(/\/+$/, '');
  const filled = fill(options, shared, registry);
  const teams = new Map<string, Promise<string>>();
  const prepare = (team: string): Promise<string> => {
    const folder = join(options.folder, 'teams', team, 'npm');
    const prepared = copySeed(shared, folder, sandbox);
    teams.set(team, prepared);
    prepared.catch(() => teams.delete(team));
    return prepared;
  };
  return {
    async forTeam(team) {
      await filled;
      const source = await (teams.get(team) ?? prepare(team));
      const mounts: SandboxMount[] = [{ source, target: npmCache, readOnly: false }];
      const node = nodeOutsideUsr();
      if (node !== undefined)
        mounts.push({ source: node.prefix, target: node.prefix, readOnly: true });
      return {
        mounts,
        env: {
          PATH: node === undefined ? systemPath : `${node.bin}:${systemPath}`,
          LANG: 'C.UTF-8',
          npm_config_cache: npmCache,
          npm_config_registry: `${registry}/`,
          npm_config_prefer_offline: 'true',
          npm_config_audit: 'false',
          npm_config_fund: 'false',
          npm_config_update_notifier: 'false',
          npm_config_progress: 'false',
        },
      };
    },
  };
}

const defaultRegistry = ['https:/', 'registry.npmjs.org'].join('/');

/** Brings a team's cache up to date with the shared one; what the team added stays. */
async function copySeed(shared: string, folder: string, sandbox: SandboxRuntime): Promise<string> {
  const [wanted, present] = await Promise.all(
    [shared, folder].map((cache) => readFile(join(cache, 'seed'), 'utf8').catch(() => '')),
  );
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (wanted !== present || wanted === '') {
    await cp(shared, folder, { recursive: true, force: false });
    await copyFile(join(shared, 'seed'), join(folder, 'seed')).catch(() => undefined);
  }
  await sandbox.own(folder);
  return folder;
}

/** A failure leaves the cache empty: packages then come from the registry. */
async function fill(
  options: PackageCachesOptions,
  shared: string,
  registry: string,
): Promise<void> {
  const { environment, logger } = options;
  await mkdir(shared, { recursive: true });
  try {
    const result = await seedNpmCache({
      source: environment['npm_config_cache'] ?? join(homedir(), '.npm'),
      target: shared,
      lockfiles: await lockfilesOf(options.templates),
      registry,
    });
    if (result !== undefined && result.missing.length > 0) {
      logger.info(
        { missing: result.missing },
        'packages of the templates are not in the npm cache',
      );
    }
  } catch (error) {
    logger.warn({ err: error }, 'the package cache could not be filled');
  }
}

/** The package-lock.json of every template. */
async function lockfilesOf(templates: string): Promise<string[]> {
  const entries = await readdir(templates, { recursive: true, withFileTypes: true });
  const locks = entries.filter((entry) => entry.isFile() && entry.name === 'package-lock.json');
  return Promise.all(locks.map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8')));
}

/** Where Node lies when it is not in /usr, which every sandbox sees. */
function nodeOutsideUsr(): { prefix: string; bin: string } | undefined {
  if (process.execPath.startsWith('/usr/')) return undefined;
  const bin = dirname(process.execPath);
  return { prefix: dirname(bin), bin };
}
