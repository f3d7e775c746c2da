import { locate, type Context } from './context.ts';
import { resolveRevision } from './read.ts';
import { assertTreePath } from './tree-path.ts';

/** Who did something, and when (ISO 8601). */
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface LogEntry {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface LogOptions {
  /** At most this many commits, newest first; 1 to 1000. */
  readonly limit: number;
  /** Only commits that touched this path. */
  readonly path?: string;
}

const FIELDS = ['%H', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'];

/** The commits that led to a revision, newest first. @throws InvalidPath, RevisionNotFound */
export async function log(
  context: Context,
  repository: string,
  revision: string,
  options: LogOptions,
): Promise<LogEntry[]> {
  const limit = Math.min(Math.max(Math.trunc(options.limit), 1), 1000);
  const path = options.path === undefined ? [] : [assertTreePath(options.path)];
  const commit = await resolveRevision(context, repository, revision);
  const { stdout } = await context.git({
    gitDirectory: locate(context, repository),
    args: [
      'log',
      '-z',
      `--max-count=${limit}`,
      `--format=${FIELDS.join('%x00')}`,
      commit,
      '--',
      ...path,
    ],
  });
  return parseLog(stdout.toString('utf8'));
}

/** Reads what `git log -z` prints in the format of {@link FIELDS}. */
function parseLog(text: string): LogEntry[] {
  const values = text.split('\0');
  const entries: LogEntry[] = [];
  for (let start = 0; start + FIELDS.length <= values.length; start += FIELDS.length) {
    const at = (index: number): string => values[start + index] ?? '';
    entries.push({
      commit: at(0),
      parents: at(1).split(' ').filter(Boolean),
      author: { name: at(2), email: at(3), date: at(4) },
      committer: { name: at(5), email: at(6), date: at(7) },
      message: at(8).trimEnd(),
    });
  }
  return entries;
}
