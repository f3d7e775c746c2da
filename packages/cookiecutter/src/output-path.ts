import type { Engine } from './engine/engine.ts';
import { UnsafePath } from './errors.ts';
import { fnmatch } from './fnmatch.ts';
import type { Value } from './template.ts';

/** Where a file goes, and whether its content is copied as it is. Path undefined: it is left out. */
export interface Output {
  readonly path: string | undefined;
  readonly copied: boolean;
}

/**
 * Renders a file's path. What `patterns` match is copied: for a folder, everything below it keeps
 * its name too. A file whose name renders to nothing is left out.
 * @throws UnsafePath, RenderFailed
 */
export function outputPath(
  source: string,
  patterns: readonly string[],
  engine: Engine,
  variables: Readonly<Record<string, Value>>,
): Output {
  const segments = source.split('/');
  const copiedAt = segments.findIndex((_, index) => {
    const path = segments.slice(0, index + 1).join('/');
    return patterns.some((pattern) => fnmatch(path, pattern));
  });
  const rendered = segments.map((segment, index) =>
    copiedAt >= 0 && index > copiedAt ? segment : engine(segment, variables, source),
  );
  if (rendered.at(-1) === '') return { path: undefined, copied: false };
  return { path: safePath(source, rendered.join('/')), copied: copiedAt >= 0 };
}

function safePath(source: string, path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '');
  const refuse = (why: string): never => {
    throw new UnsafePath(source, path, why);
  };
  if (path.startsWith('/')) refuse('is absolute');
  if (/\p{Cc}|\\/u.test(path)) refuse('holds a control character or a backslash');
  if (segments.some((segment) => segment === '..' || segment === '.')) {
    refuse('has a "." or ".." segment');
  }
  if (segments.some((segment) => segment.toLowerCase() === '.git')) refuse("lies in git's folder");
  return segments.join('/');
}
