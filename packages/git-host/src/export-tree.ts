import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { locate, type Context } from './context.ts';
import { InvalidPath, PathNotFound } from './errors.ts';
import { parseTree, resolveRevision } from './read.ts';
import { escapingLink } from './tree-links.ts';
import { assertTreePath } from './tree-path.ts';

const EXPORT_TIMEOUT_MS = 300_000;

/**
 * Writes the files of a commit, or of its directory `path`, into an absent or empty directory.
 * Submodules become empty directories.
 * @throws InvalidPath when the directory holds something, or when a symlink of the tree leads out
 * of it (nothing is written then); RevisionNotFound, PathNotFound
 */
export async function exportTree(
  context: Context,
  repository: string,
  revision: string,
  directory: string,
  options: { readonly path?: string } = {},
): Promise<void> {
  const gitDirectory = locate(context, repository);
  if (options.path !== undefined) assertTreePath(options.path);
  const commit = await resolveRevision(context, repository, revision);
  const tree = await findTree(context, { repository, revision, commit, path: options.path });
  await refuseEscapes(context, gitDirectory, tree);
  const target = resolve(directory);
  await mkdir(target, { recursive: true });
  if ((await readdir(target)).length > 0) {
    throw new InvalidPath('directory', directory, 'is not empty');
  }
  const aside = await mkdtemp(join(context.folders.temporary, 'export-'));
  const env = { GIT_INDEX_FILE: join(aside, 'index'), GIT_WORK_TREE: target };
  const call = { gitDirectory, env, timeoutMs: EXPORT_TIMEOUT_MS };
  try {
    await context.git({ ...call, args: ['read-tree', tree] });
    await context.git({ ...call, args: ['checkout-index', '--all', '--force', '--quiet'] });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

interface TreeQuery {
  readonly repository: string;
  readonly revision: string;
  readonly commit: string;
  readonly path: string | undefined;
}

async function findTree(context: Context, query: TreeQuery): Promise<string> {
  const { stdout } = await context.git({
    gitDirectory: locate(context, query.repository),
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    stdin: `${query.commit}:${query.path ?? ''}\n`,
  });
  const tree = /^([0-9a-f]+) tree$/.exec(stdout.toString('utf8').trim())?.[1];
  if (tree !== undefined) return tree;
  throw new PathNotFound(query.repository, query.revision, query.path ?? '', 'directory');
}

async function refuseEscapes(context: Context, gitDirectory: string, tree: string): Promise<void> {
  const listing = await context.git({
    gitDirectory,
    args: ['ls-tree', '-r', '-z', '-l', '--full-tree', tree],
  });
  const links = parseTree(listing.stdout.toString('utf8')).filter(
    (entry) => entry.type === 'symlink',
  );
  if (links.length === 0) return;
  const { stdout } = await context.git({
    gitDirectory,
    args: ['cat-file', '--batch'],
    stdin: links.map((link) => `${link.id}\n`).join(''),
  });
  const targets = new Map<string, string>();
  let offset = 0;
  for (const link of links) {
    const start = stdout.indexOf('\n', offset) + 1;
    const end = start + (link.size ?? 0);
    targets.set(link.path, stdout.toString('utf8', start, end));
    offset = end + 1;
  }
  const escaping = escapingLink(targets);
  if (escaping !== undefined) {
    throw new InvalidPath(
      'symlink',
      escaping,
      'leads out of the tree, so the tree is not exported',
    );
  }
}
