/** Each symlink of a tree: its path, and the target it holds. */
export type Links = ReadonlyMap<string, string>;

const MAX_HOPS = 40;

/**
 * Finds the first symlink that leads out of the tree, following links through links as the kernel
 * does; a loop or an absolute target counts as leading out. Undefined: all stay inside.
 */
export function escapingLink(links: Links): string | undefined {
  for (const path of links.keys()) {
    if (!staysInside(links, path)) return path;
  }
  return undefined;
}

function staysInside(links: Links, path: string): boolean {
  const todo = path.split('/').reverse();
  const at: string[] = [];
  let hops = 0;
  for (let segment = todo.pop(); segment !== undefined; segment = todo.pop()) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (at.pop() === undefined) return false;
      continue;
    }
    at.push(segment);
    const target = links.get(at.join('/'));
    if (target === undefined) continue;
    hops += 1;
    if (hops > MAX_HOPS || target.startsWith('/') || target.includes('\0')) return false;
    at.pop();
    todo.push(...target.split('/').reverse());
  }
  return true;
}
