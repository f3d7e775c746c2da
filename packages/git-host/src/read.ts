import { locate, type Context } from './context.ts';
import { PathNotFound, RevisionNotFound } from './errors.ts';
import { revisionCandidates } from './revision.ts';
import { assertTreePath } from './tree-path.ts';

/** One entry of a tree. `size` is in bytes and only files and symlinks have one. */
export interface TreeEntry {
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'submodule';
  readonly executable: boolean;
  readonly id: string;
  readonly size?: number;
}

/** The commit a branch, tag or commit id stands for. @throws InvalidPath, RevisionNotFound */
export async function resolveRevision(
  context: Context,
  repository: string,
  revision: string,
): Promise<string> {
  const gitDirectory = locate(context, repository);
  const candidates = revisionCandidates(revision);
  // The names go by standard input, where nothing can be taken for an option.
  const { stdout } = await context.git({
    gitDirectory,
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    stdin: candidates.map((name) => `${name}^{commit}\n`).join(''),
  });
  for (const line of stdout.toString('utf8').split('\n')) {
    const found = /^([0-9a-f]{40,64}) commit$/.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  throw new RevisionNotFound(repository, revision);
}

/** A file's bytes. @throws InvalidPath, RevisionNotFound, PathNotFound */
export async function readFile(
  context: Context,
  repository: string,
  revision: string,
  path: string,
): Promise<Uint8Array> {
  assertTreePath(path);
  const commit = await resolveRevision(context, repository, revision);
  const { stdout } = await context.git({
    gitDirectory: locate(context, repository),
    args: ['cat-file', '--batch'],
    stdin: `${commit}:${path}\n`,
  });
  const headEnd = stdout.indexOf('\n');
  const size = /^[0-9a-f]+ blob (\d+)$/.exec(stdout.toString('utf8', 0, headEnd))?.[1];
  if (size === undefined) throw new PathNotFound(repository, revision, path, 'file');
  return new Uint8Array(stdout.subarray(headEnd + 1, headEnd + 1 + Number(size)));
}

/** A directory's entries, with paths from the root of the repository. `path` absent: the root. */
export async function listTree(
  context: Context,
  repository: string,
  revision: string,
  path?: string,
  options: { readonly recursive?: boolean } = {},
): Promise<TreeEntry[]> {
  const below = path === undefined ? [] : [`${assertTreePath(path)}/`];
  const commit = await resolveRevision(context, repository, revision);
  const recursive = options.recursive === true ? ['-r'] : [];
  const { stdout } = await context.git({
    gitDirectory: locate(context, repository),
    args: ['ls-tree', '-z', '-l', '--full-tree', ...recursive, commit, '--', ...below],
  });
  const entries = parseTree(stdout.toString('utf8'));
  if (entries.length === 0 && path !== undefined) {
    throw new PathNotFound(repository, revision, path, 'directory');
  }
  return entries;
}

/** Reads what `git ls-tree -z -l` prints. */
export function parseTree(text: string): TreeEntry[] {
  return text
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const [head = '', ...path] = record.split('\t');
      const [mode = '', , id = '', size = '-'] = head.split(/ +/);
      return {
        path: path.join('\t'),
        type: entryType(mode),
        executable: mode === '100755',
        id,
        ...(size === '-' ? {} : { size: Number(size) }),
      };
    });
}

function entryType(mode: string): TreeEntry['type'] {
  if (mode === '040000') return 'directory';
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'file';
}

/** Every ref and the object it points to. */
export async function refs(context: Context, repository: string): Promise<Map<string, string>> {
  const { stdout } = await context.git({
    gitDirectory: locate(context, repository),
    args: ['for-each-ref', '--format=%(objectname) %(refname)'],
  });
  const found = new Map<string, string>();
  for (const line of stdout.toString('utf8').split('\n')) {
    const space = line.indexOf(' ');
    if (space > 0) found.set(line.slice(space + 1), line.slice(0, space));
  }
  return found;
}
