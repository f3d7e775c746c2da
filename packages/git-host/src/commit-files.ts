import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { checkChanges, identPart, indexInfo, type FileChange } from './commit-plan.ts';
import { locate, type Context } from './context.ts';
import { Conflict } from './errors.ts';
import { assertBranch } from './revision.ts';

export interface CommitFilesRequest {
  readonly repository: string;
  readonly branch: string;
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly changes: readonly FileChange[];
  /** Where the branch must be; null: it must not exist. Absent: wherever it is when the call starts. */
  readonly expectedHead?: string | null;
  readonly date?: Date;
}

/** `changed` is false when the branch already had this content; `commit` is then its head. */
export interface CommitFilesResult {
  readonly commit: string;
  readonly changed: boolean;
}

interface Head {
  readonly commit: string;
  readonly tree: string;
}

/**
 * Writes one commit without a work tree, and moves the branch only if nobody moved it meanwhile.
 * A file written where a directory was takes the place of the directory, and the other way round.
 * @throws InvalidPath, RepositoryNotFound, Conflict (nothing is changed then), GitFailed
 */
export async function commitFiles(
  context: Context,
  request: CommitFilesRequest,
): Promise<CommitFilesResult> {
  const gitDirectory = locate(context, request.repository);
  const ref = `refs/heads/${assertBranch(request.branch)}`;
  checkChanges(request.changes);
  const head = await readHead(context, gitDirectory, ref);
  const expected =
    request.expectedHead === undefined ? (head?.commit ?? null) : request.expectedHead;
  if ((head?.commit ?? null) !== expected) throw conflict(request, expected);
  const aside = await mkdtemp(join(context.folders.temporary, 'commit-'));
  try {
    const tree = await writeTree(context, { gitDirectory, aside, request, head });
    if (head?.tree === tree) return { commit: head.commit, changed: false };
    const commit = await writeCommit(context, { gitDirectory, request, head, tree });
    await moveBranch(context, { gitDirectory, request, ref, expected, commit });
    return { commit, changed: true };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function conflict(request: CommitFilesRequest, expected: string | null): Conflict {
  return new Conflict(request.repository, request.branch, expected);
}

async function readHead(
  context: Context,
  gitDirectory: string,
  ref: string,
): Promise<Head | undefined> {
  const { stdout } = await context.git({
    gitDirectory,
    args: ['for-each-ref', '--format=%(refname) %(objectname) %(tree)', ref],
  });
  for (const line of stdout.toString('utf8').split('\n')) {
    const [name, commit = '', tree = ''] = line.split(' ');
    if (name === ref) return { commit, tree };
  }
  return undefined;
}

interface TreeWork {
  readonly gitDirectory: string;
  readonly aside: string;
  readonly request: CommitFilesRequest;
  readonly head: Head | undefined;
}

async function writeTree(context: Context, work: TreeWork): Promise<string> {
  const { gitDirectory, request } = work;
  const ids = await writeBlobs(context, work);
  const env = { GIT_INDEX_FILE: join(work.aside, 'index') };
  if (work.head !== undefined) {
    await context.git({ gitDirectory, env, args: ['read-tree', work.head.tree] });
  }
  await context.git({
    gitDirectory,
    env,
    args: ['update-index', '-z', '--index-info'],
    stdin: indexInfo(request.changes, ids),
  });
  const { stdout } = await context.git({ gitDirectory, env, args: ['write-tree'] });
  return stdout.toString('utf8').trim();
}

/** One process writes all blobs; the contents wait in files named by their number. */
async function writeBlobs(context: Context, work: TreeWork): Promise<string[]> {
  const contents = work.request.changes
    .map((change) => change.content)
    .filter((content) => content !== null);
  const files = contents.map((_, index) => join(work.aside, String(index)));
  for (const [index, content] of contents.entries()) {
    await writeFile(join(work.aside, String(index)), content);
  }
  if (files.length === 0) return [];
  const { stdout } = await context.git({
    gitDirectory: work.gitDirectory,
    args: ['hash-object', '-w', '--no-filters', '--stdin-paths'],
    stdin: files.map((file) => `${file}\n`).join(''),
  });
  return stdout.toString('utf8').trim().split('\n');
}

interface CommitWork {
  readonly gitDirectory: string;
  readonly request: CommitFilesRequest;
  readonly head: Head | undefined;
  readonly tree: string;
}

async function writeCommit(context: Context, work: CommitWork): Promise<string> {
  const { request, head } = work;
  const parent = head === undefined ? [] : ['-p', head.commit];
  const { stdout } = await context.git({
    gitDirectory: work.gitDirectory,
    env: identity(request, request.date ?? context.now()),
    args: ['commit-tree', ...parent, '-F', '-', work.tree],
    stdin: request.message.endsWith('\n') ? request.message : `${request.message}\n`,
  });
  return stdout.toString('utf8').trim();
}

function identity(request: CommitFilesRequest, date: Date): Record<string, string> {
  const name = identPart(request.author.name);
  const email = identPart(request.author.email);
  const time = `${Math.floor(date.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: time,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: time,
  };
}

interface Move {
  readonly gitDirectory: string;
  readonly request: CommitFilesRequest;
  readonly ref: string;
  readonly expected: string | null;
  readonly commit: string;
}

async function moveBranch(context: Context, move: Move): Promise<void> {
  const old = move.expected ?? '0'.repeat(move.commit.length);
  try {
    await context.git({
      gitDirectory: move.gitDirectory,
      env: identity(move.request, context.now()),
      args: ['update-ref', '-m', 'commit', move.ref, move.commit, old],
    });
  } catch (error) {
    const head = await readHead(context, move.gitDirectory, move.ref);
    if ((head?.commit ?? null) !== move.expected) throw conflict(move.request, move.expected);
    throw error;
  }
}
