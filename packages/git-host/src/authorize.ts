/** One request of a git client, before it is served. */
export interface AuthorizationRequest {
  readonly repository: string;
  readonly action: 'read' | 'write';
  /** The Authorization header as it came; never logged. */
  readonly authorization?: string;
  readonly remoteAddress?: string;
}

/** The caller's answer. 401 makes git ask its credential helper; 404 hides that a repository exists. */
export type AuthorizationResult =
  | { readonly allowed: true; readonly username: string }
  | { readonly allowed: false; readonly status: 401 | 403 | 404; readonly message: string };

export type Authorize = (request: AuthorizationRequest) => Promise<AuthorizationResult>;
