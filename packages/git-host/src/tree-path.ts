import { InvalidPath } from './errors.ts';

// Names that some file system reads as ".git": any case, NTFS short name and streams, HFS+ ignorables.
const DOT_GIT = /^(?:\.git|git~[0-9]+)[ .]*(?::.*)?$/i;
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff]/gu;
const CONTROL = /\p{Cc}/u;

/**
 * Returns `path` when it is safe as a path inside a tree: relative, `/`-separated, no `.`, `..`,
 * empty or `.git` segment, no control character.
 * @throws InvalidPath otherwise.
 */
export function assertTreePath(path: string): string {
  const reason = whyUnsafe(path);
  if (reason === undefined) return path;
  throw new InvalidPath('path', path, reason);
}

function whyUnsafe(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > 4000) return 'is longer than 4000 characters';
  if (CONTROL.test(path)) return 'holds a control character';
  if (path.startsWith('/')) return 'is absolute; give it relative to the root of the repository';
  for (const segment of path.split('/')) {
    if (segment === '') return 'has an empty segment';
    if (segment === '.' || segment === '..') return 'has a "." or ".." segment';
    if (DOT_GIT.test(segment.replaceAll(HFS_IGNORED, ''))) return 'names git\'s own folder ".git"';
  }
  return undefined;
}
