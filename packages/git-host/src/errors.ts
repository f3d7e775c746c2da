/** The closed list of what can go wrong; stable across versions. */
export type GitHostErrorCode =
  | 'repository-not-found'
  | 'revision-not-found'
  | 'path-not-found'
  | 'conflict'
  | 'invalid-path'
  | 'git-failed';

/** Base of every error this package throws on purpose. `fault` says whether the caller's input or the host is to blame. */
export class GitHostError extends Error {
  readonly code: GitHostErrorCode;
  readonly fault: 'user' | 'system';

  constructor(
    code: GitHostErrorCode,
    fault: 'user' | 'system',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.fault = fault;
  }
}

/** No repository lives under this path. */
export class RepositoryNotFound extends GitHostError {
  override readonly name = 'RepositoryNotFound';

  constructor(repository: string) {
    super('repository-not-found', 'user', `There is no repository "${repository}".`);
  }
}

/** The repository has no such branch, tag or commit. */
export class RevisionNotFound extends GitHostError {
  override readonly name = 'RevisionNotFound';

  constructor(repository: string, revision: string) {
    super(
      'revision-not-found',
      'user',
      `Repository "${repository}" has no branch, tag or commit "${revision}".`,
    );
  }
}

/** The tree of this revision has no such file or directory. */
export class PathNotFound extends GitHostError {
  override readonly name = 'PathNotFound';

  constructor(repository: string, revision: string, path: string, wanted: 'file' | 'directory') {
    super(
      'path-not-found',
      'user',
      `There is no ${wanted} "${path}" in "${repository}" at ${revision}.`,
    );
  }
}

/** The branch is not where the writer thought it was: read it again and repeat the change. */
export class Conflict extends GitHostError {
  override readonly name = 'Conflict';
  /** Where the writer expected the branch; null: not to exist. */
  readonly expected: string | null;

  constructor(repository: string, branch: string, expected: string | null) {
    super(
      'conflict',
      'user',
      `Branch "${branch}" of "${repository}" moved: expected ${expected ?? 'no such branch'}. Read it again and repeat the change.`,
    );
    this.expected = expected;
  }
}

/** A repository path, tree path, branch or revision outside its grammar; refused before git sees it. */
export class InvalidPath extends GitHostError {
  override readonly name = 'InvalidPath';

  constructor(what: string, value: string, why: string) {
    super('invalid-path', 'user', `The ${what} ${JSON.stringify(value.slice(0, 200))} ${why}.`);
  }
}

/** git itself failed; carries the last lines of its standard error. */
export class GitFailed extends GitHostError {
  override readonly name = 'GitFailed';
  readonly stderr: string;

  constructor(command: string, reason: string, stderr: string, options?: ErrorOptions) {
    const lines = lastLines(stderr);
    super(
      'git-failed',
      'system',
      `git ${command} ${reason}${lines === '' ? '' : `: ${lines}`}`,
      options,
    );
    this.stderr = lines;
  }
}

/** The last five lines of git's complaint, printable and short enough for a log field. */
function lastLines(stderr: string): string {
  return stderr
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(-5)
    .join(' | ')
    .slice(-1000);
}
