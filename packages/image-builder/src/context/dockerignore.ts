import { posix } from 'node:path';

import { pathPattern } from './path-pattern.ts';

/** Decides which paths of a build context are left out. */
export interface Dockerignore {
  /** Whether the path (relative, "/" between) is left out. */
  excludes(path: string): boolean;
  /** Whether something below an excluded folder may be let in again. */
  readonly hasExceptions: boolean;
}

/**
 * Reads a .dockerignore: a pattern a line, `#` comments, `!` lets in again, the last match decides,
 * and a pattern that matches a folder matches all below it.
 */
export function parseDockerignore(text: string): Dockerignore {
  const rules = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const exception = line.startsWith('!');
      const cleaned = posix.normalize(exception ? line.slice(1).trim() : line);
      return { exception, pattern: pathPattern(cleaned.replace(/^\/+/, '').replace(/\/$/, '')) };
    });
  return {
    hasExceptions: rules.some(({ exception }) => exception),
    excludes(path) {
      const parts = path.split('/');
      const paths = parts.map((_part, index) => parts.slice(0, index + 1).join('/'));
      const last = rules.findLast(({ pattern }) => paths.some((one) => pattern.test(one)));
      return last !== undefined && !last.exception;
    },
  };
}
