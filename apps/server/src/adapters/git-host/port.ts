/** A file to write in a commit; `content` null deletes it. */
export interface FileChange {
  path: string;
  content: string | Uint8Array | null;
  executable?: boolean;
}

/** One commit made by the control plane itself. */
export interface NewCommit {
  repository: string;
  branch: string;
  message: string;
  author: { name: string; email: string };
  changes: readonly FileChange[];
}

/**
 * The git host, as the control plane uses it; a repository is named `<owner>/<name>`. Every method
 * is idempotent: doing it twice leaves what doing it once leaves.
 */
export interface GitHostPort {
  createRepository(repository: string, description: string): Promise<void>;
  /**
   * Commits on top of the branch's head, again when the head moved meanwhile. `changed` is false
   * when the branch holds the files already.
   */
  commit(commit: NewCommit): Promise<{ commit: string; changed: boolean }>;
  /** The commit that a branch points to, or undefined when there is none. */
  head(repository: string, branch: string): Promise<string | undefined>;
  /** First line of a commit's message. */
  subject(repository: string, commit: string): Promise<string>;
  readFile(repository: string, commit: string, path: string): Promise<Uint8Array | undefined>;
  /** Every file below a folder of a commit, by its path relative to the folder. */
  readTree(
    repository: string,
    commit: string,
    folder: string,
  ): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Paths of all files below a folder of a branch. */
  list(repository: string, branch: string, folder: string): Promise<string[]>;
  deleteRepository(repository: string): Promise<void>;
  archiveRepository(repository: string): Promise<void>;
  /** Looks for pushes that were not told yet, and tells them. */
  reconcile(repository: string): Promise<void>;
  /** The URL that a person clones from. */
  cloneUrl(repository: string): string;
  /** The URL that manifests name: its host means the platform wherever it runs. */
  internalUrl(repository: string): string;
}
