/**
 * The port to git: what the engine asks of the place that keeps the repositories. `createGitSource`
 * is an adapter on the git binary; a platform with its own git host implements it there.
 */
export interface SourceRepository {
  /**
   * The commit that a branch, tag, semver range, commit or `HEAD` means now.
   *
   * @throws GitOpsError `revision_not_found`, `repository_unavailable` or `repository_refused`.
   */
  resolveRevision(repoURL: string, targetRevision: string, signal: AbortSignal): Promise<string>;
  /**
   * Every file below `path` at a commit, by its path relative to `path` (with `/`). A `path` that
   * names a file gives that file alone, under its base name; one that does not exist gives an
   * empty map. Links that lead out of the repository are refused, and so are trees over the limits.
   */
  readTree(
    repoURL: string,
    commit: string,
    path: string,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Uint8Array>>;
}
