/** What a lookup needs to know about one path of the merged root. */
export type RootEntry =
  | { readonly kind: 'directory' | 'file' }
  | { readonly kind: 'link'; readonly to: string };

/** Looks a path up in the merged root without following a symbolic link at its end. */
export type RootLookup = (path: string) => RootEntry | undefined;

const maxLinks = 40;

/**
 * The path inside the root that `path` ends at once its symbolic links are followed, so that no
 * mount leaves the root by an image's link. What does not exist is kept as written.
 */
export function resolveInRoot(lookup: RootLookup, path: string): string {
  const todo = split(path);
  const done: string[] = [];
  let links = 0;
  while (todo.length > 0) {
    const part = todo.shift();
    if (part === undefined || part === '.') continue;
    if (part === '..') {
      done.pop();
      continue;
    }
    const entry = lookup(`/${[...done, part].join('/')}`);
    if (entry?.kind !== 'link') {
      done.push(part);
      continue;
    }
    links += 1;
    if (links > maxLinks) throw new Error(`${path} has too many symbolic links`);
    if (entry.to.startsWith('/')) done.length = 0;
    todo.unshift(...split(entry.to));
  }
  return `/${done.join('/')}`;
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
