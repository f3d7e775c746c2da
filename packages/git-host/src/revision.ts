import { InvalidPath } from './errors.ts';

// git-check-ref-format(1) without the characters that rev-parse gives a meaning (~ ^ : @{ ..).
const REF_NAME = /^[A-Za-z0-9_][A-Za-z0-9._/+@#=-]{0,199}$/;
const FORBIDDEN = /\.\.|@\{|\/\/|\/\.|\.\/|\.lock(?:\/|$)|[./]$/;

/** A full object id: SHA-1 or SHA-256. */
const OBJECT_ID: RegExp = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function isRefName(name: string): boolean {
  return REF_NAME.test(name) && !FORBIDDEN.test(name);
}

/**
 * Returns `branch` when it is a plain branch name (`main`, `feature/x`).
 * @throws InvalidPath for options, revision expressions, HEAD and full ref names.
 */
export function assertBranch(branch: string): string {
  if (isRefName(branch) && branch !== 'HEAD' && !branch.startsWith('refs/')) return branch;
  throw new InvalidPath('branch', branch, 'is not a plain branch name');
}

/**
 * The names git is asked for, first hit wins: a branch beats a tag beats an abbreviated commit.
 * @throws InvalidPath for anything but HEAD, a branch, a tag, a full ref or a commit id.
 */
export function revisionCandidates(revision: string): readonly string[] {
  if (!isRefName(revision)) {
    throw new InvalidPath('revision', revision, 'is not a branch, a tag or a commit id');
  }
  if (OBJECT_ID.test(revision) || revision === 'HEAD' || revision.startsWith('refs/')) {
    return [revision];
  }
  const named = [`refs/heads/${revision}`, `refs/tags/${revision}`];
  return /^[0-9a-f]{4,63}$/.test(revision) ? [...named, revision] : named;
}
