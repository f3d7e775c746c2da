import { GitOpsError } from '../../errors.ts';

/** One entry of a tree, as `git ls-tree -r -z -l` lists it. */
export interface TreeEntry {
  mode: string;
  type: string;
  oid: string;
  size: number;
  path: string;
}

/** Reads the output of `git ls-tree -r -z -l`. */
export function parseTree(output: string): readonly TreeEntry[] {
  return output
    .split('\0')
    .map((line) => /^(\d{6}) (\w+) ([0-9a-f]+) +(-|\d+)\t(.+)$/s.exec(line))
    .filter((match) => match !== null)
    .map(([, mode = '', type = '', oid = '', size = '', path = '']) => ({
      mode,
      type,
      oid,
      size: size === '-' ? 0 : Number(size),
      path,
    }));
}

/** Reads the output of `git cat-file --batch`: the contents by object id. */
export function parseBatch(output: Buffer): ReadonlyMap<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    const header = /^([0-9a-f]+) \w+ (\d+)$/.exec(output.toString('latin1', at, end));
    if (end < 0 || header === null) {
      throw new GitOpsError('repository_unavailable', 'git cat-file gave an unreadable answer');
    }
    const size = Number(header[2]);
    contents.set(header[1] ?? '', output.subarray(end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return contents;
}
