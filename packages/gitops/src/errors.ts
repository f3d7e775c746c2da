/** What can go wrong inside the engine; stable, for programs. */
export type GitOpsErrorCode =
  | 'invalid_spec'
  | 'manifest_generation'
  | 'repository_refused'
  | 'repository_unavailable'
  | 'revision_not_found'
  | 'cluster_unknown';

/** The base class of every error this package throws. */
export class GitOpsError extends Error {
  override readonly name: string = 'GitOpsError';
  readonly code: GitOpsErrorCode;

  constructor(code: GitOpsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether the person who wrote the repository or the Application can repair it. */
  get isUserFault(): boolean {
    return this.code !== 'repository_unavailable';
  }
}

/** The sentence to show for any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
