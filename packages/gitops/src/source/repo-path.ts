import { GitOpsError } from '../errors.ts';

/**
 * Resolves a path against a folder of the repository (both with `/`); a leading `/` means the
 * repository's root.
 *
 * @throws GitOpsError `repository_refused` when it leads out of the repository.
 */
export function resolveRepoPath(folder: string, path: string): string {
  const parts: string[] = path.startsWith('/') ? [] : folder.split('/').filter(isName);
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        throw new GitOpsError('repository_refused', `path "${path}" leads out of the repository`);
      }
    } else if (isName(part)) {
      parts.push(part);
    }
  }
  return parts.join('/');
}

function isName(part: string): boolean {
  return part !== '' && part !== '.';
}
