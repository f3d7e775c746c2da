import { InvalidPath } from './errors.ts';
import { assertTreePath } from './tree-path.ts';

/** One file of a commit: its new content, or null to delete it. */
export interface FileChange {
  readonly path: string;
  readonly content: string | Uint8Array | null;
  readonly executable?: boolean;
}

/**
 * Checks a commit's changes before anything is written.
 * @throws InvalidPath for an unsafe path, a path given twice, or a file that is also a directory.
 */
export function checkChanges(changes: readonly FileChange[]): void {
  const seen = new Set<string>();
  for (const { path } of changes) {
    assertTreePath(path);
    if (seen.has(path)) throw new InvalidPath('path', path, 'is changed twice in one commit');
    seen.add(path);
  }
  const written = new Set(
    changes.filter((change) => change.content !== null).map((change) => change.path),
  );
  for (const path of written) {
    const parent = parents(path).find((directory) => written.has(directory));
    if (parent !== undefined) {
      throw new InvalidPath('path', parent, 'would be a file and a directory at once');
    }
  }
}

function parents(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/**
 * The input of `git update-index -z --index-info`: deletions first, so that a file may take the
 * place of a directory whose files are deleted. `ids` holds the blob of each change with content,
 * in order.
 */
export function indexInfo(changes: readonly FileChange[], ids: readonly string[]): string {
  const zero = '0'.repeat(ids[0]?.length ?? 40);
  const deleted = changes
    .filter((change) => change.content === null)
    .map((change) => `0 ${zero}\t${change.path}\0`);
  const written = changes
    .filter((change) => change.content !== null)
    .map((change, index) => {
      const mode = change.executable === true ? '100755' : '100644';
      return `${mode} ${ids[index] ?? ''}\t${change.path}\0`;
    });
  return [...deleted, ...written].join('');
}

/** A name or e-mail address as git stores it: one line, no angle brackets, never empty. */
export function identPart(text: string): string {
  const clean = text.replaceAll(/[<>\p{Cc}\s]+/gu, ' ').trim();
  return clean === '' ? 'unknown' : clean;
}
