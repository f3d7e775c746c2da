import { maxSatisfying, valid, validRange } from 'semver';

/** One line of `git ls-remote`. */
export interface RemoteRef {
  name: string;
  commit: string;
}

/** Reads the output of `git ls-remote`. */
export function parseRemoteRefs(output: string): readonly RemoteRef[] {
  return output
    .split('\n')
    .map((line) => /^([0-9a-f]{40,64})\t(.+)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, commit = '', name = '']) => ({ name, commit }));
}

/**
 * The commit a target revision means among a repository's refs: `HEAD`, a whole ref name, a
 * branch, a tag (peeled), or the greatest tag in a semver range. Undefined when it is none.
 */
export function pickRevision(refs: readonly RemoteRef[], target: string): string | undefined {
  const commits = new Map(refs.map((ref) => [ref.name, ref.commit]));
  const names = [target, `refs/heads/${target}`, `refs/tags/${target}`];
  for (const name of names) {
    if (name !== 'HEAD' && !name.startsWith('refs/')) continue;
    const commit = commits.get(`${name}^{}`) ?? commits.get(name);
    if (commit !== undefined) return commit;
  }
  const tag = isRange(target) ? greatestTag(refs, target) : undefined;
  if (tag === undefined) return undefined;
  return commits.get(`refs/tags/${tag}^{}`) ?? commits.get(`refs/tags/${tag}`);
}

/** True for a semver range that is not one plain version. */
function isRange(target: string): boolean {
  return valid(target) === null && validRange(target) !== null;
}

function greatestTag(refs: readonly RemoteRef[], range: string): string | undefined {
  const tags = refs
    .map((ref) => /^refs\/tags\/(.+?)(?:\^\{\})?$/.exec(ref.name)?.[1])
    .filter((name) => name !== undefined && valid(name) !== null);
  const versions = [...new Set(tags)].filter((name) => name !== undefined);
  return maxSatisfying(versions, range) ?? undefined;
}
