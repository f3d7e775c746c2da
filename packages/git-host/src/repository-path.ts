import { InvalidPath } from './errors.ts';

// Lower case only, so that two names never share a folder on a file system that ignores case.
const SEGMENT = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9_])?$/;
const MAX_SEGMENTS = 4;

/** Tells whether `path` names a repository: one to four segments such as `team/project`. */
export function isRepositoryPath(path: string): boolean {
  const segments = path.split('/');
  return segments.length <= MAX_SEGMENTS && segments.every(isSegment);
}

function isSegment(segment: string): boolean {
  return SEGMENT.test(segment) && !segment.includes('..') && !/\.(?:git|lock)$/.test(segment);
}

/**
 * Returns `path` when it names a repository.
 * @throws InvalidPath otherwise; no other text ever becomes part of a file name.
 */
export function assertRepositoryPath(path: string): string {
  if (isRepositoryPath(path)) return path;
  throw new InvalidPath(
    'repository path',
    path,
    `is not one to ${MAX_SEGMENTS} segments of a-z, 0-9, ".", "_" and "-", joined by "/"`,
  );
}
