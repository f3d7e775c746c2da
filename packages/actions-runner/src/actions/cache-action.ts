import { createHash, randomUUID } from 'node:crypto';
import {
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { join, posix } from 'node:path';
import { ActionsError } from '../errors.ts';
import { inputLines, type ActionContext, type BuiltinAction } from './action.ts';

const TARGET = '/runner/cache';
const MAX_BYTES = 2 * 1024 ** 3;

/**
 * `actions/cache`: archives below a host folder, packed and unpacked by tar inside the job's
 * sandbox, so that an archive can touch nothing but what the job can.
 *
 * @param folder one team's; jobs that share it can read each other's caches
 */
export function createCacheAction(folder: string): BuiltinAction {
  return {
    versions: ['v3', 'v4', 'v5'],
    async run(context) {
      const key = context.inputs['key']?.trim() ?? '';
      const paths = inputLines(context, 'path').map((path) => absolute(context, path));
      if (key === '' || paths.length === 0) {
        throw new ActionsError('step-invalid', 'actions/cache needs a key and a path.');
      }
      const found = await find(folder, key, inputLines(context, 'restore-keys'));
      if (found !== undefined) await restore(context, found);
      const hit = found?.key === key;
      context.log(
        found === undefined ? `No cache for ${key}.` : `Restored the cache ${found.key}.`,
      );
      context.setOutput('cache-hit', String(hit));
      return hit
        ? {}
        : {
            post: async (later, status) => {
              if (status === 'success') await save(later, folder, key, paths);
            },
          };
    },
  };
}

interface Archive {
  readonly key: string;
  readonly path: string;
  readonly at: number;
}

async function find(
  folder: string,
  key: string,
  prefixes: readonly string[],
): Promise<Archive | undefined> {
  const archives = await list(folder);
  const exact = archives.find((archive) => archive.key === key);
  if (exact !== undefined) return exact;
  for (const prefix of prefixes) {
    const newest = archives
      .filter((archive) => archive.key.startsWith(prefix))
      .reduce<Archive | undefined>(
        (best, each) => (best && best.at >= each.at ? best : each),
        undefined,
      );
    if (newest !== undefined) return newest;
  }
  return undefined;
}

async function list(folder: string): Promise<readonly Archive[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.key'));
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, name.replace(/\.key$/, '.tar'));
      return {
        key: await readFile(join(folder, name), 'utf8'),
        path,
        at: (await stat(path)).mtimeMs,
      };
    }),
  );
}

async function restore(context: ActionContext, archive: Archive): Promise<void> {
  await inScratch(context, async (scratch) => {
    await copyFile(archive.path, join(scratch, 'cache.tar'));
    await context.own(scratch);
    const argv = ['tar', '-xf', `${TARGET}/cache.tar`, '-C', '/', '--no-same-owner'] as const;
    const mounts = [{ source: scratch, target: TARGET, readOnly: true }];
    const { code } = await context.exec(argv, { mounts });
    if (code !== 0) context.log(`The cache ${archive.key} could not be unpacked.`);
  });
}

async function save(
  context: ActionContext,
  folder: string,
  key: string,
  paths: readonly string[],
): Promise<void> {
  await inScratch(context, async (scratch) => {
    await context.own(scratch);
    const members = paths.map((path) => path.replace(/^\/+/, ''));
    const { code } = await context.exec(
      ['tar', '-cf', `${TARGET}/cache.tar`, '-C', '/', '--ignore-failed-read', '--', ...members],
      { mounts: [{ source: scratch, target: TARGET, readOnly: false }], silent: true },
    );
    const archive = join(scratch, 'cache.tar');
    const found = await lstat(archive).catch(() => undefined);
    if (code !== 0 || found?.isFile() !== true || found.size > MAX_BYTES) {
      context.log(`The cache ${key} was not kept: a path is missing or it is above 2 GiB.`);
      return;
    }
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const name = createHash('sha256').update(key).digest('hex');
    await copyFile(archive, join(folder, `${name}.tmp-${process.pid}`));
    await rename(join(folder, `${name}.tmp-${process.pid}`), join(folder, `${name}.tar`));
    await writeFile(join(folder, `${name}.key`), key, { mode: 0o600 });
    context.log(`Kept the cache ${key} (${found.size} bytes).`);
  });
}

/** A folder beside the workspace for one archive, removed afterwards. */
async function inScratch(
  context: ActionContext,
  use: (scratch: string) => Promise<void>,
): Promise<void> {
  const scratch = join(context.scratch, randomUUID());
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  try {
    await use(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A path as the job sees it: `~` is its home, others start at the workspace. */
function absolute(context: ActionContext, path: string): string {
  const home = context.env['HOME'] ?? '/';
  const expanded = path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path;
  return posix.resolve(context.workspace.target, expanded);
}
