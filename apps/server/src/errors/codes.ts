/** One error code: its HTTP status, whose fault it is, and a sentence for the manual. */
export interface ErrorCodeInfo {
  status: number;
  fault: 'user' | 'system';
  title: string;
}

/** The closed list of error codes; `docs/errors.md` has an entry for each (a test compares them). */
export const errorCodes = {
  'invalid-request': { status: 400, fault: 'user', title: 'The request is not valid' },
  'invalid-config': { status: 400, fault: 'user', title: 'The configuration is not valid' },
  unauthenticated: { status: 401, fault: 'user', title: 'Sign in first' },
  forbidden: { status: 403, fault: 'user', title: 'You may not do this' },
  'not-found': { status: 404, fault: 'user', title: 'There is no such thing' },
  'name-taken': { status: 409, fault: 'user', title: 'The name is taken' },
  conflict: { status: 409, fault: 'user', title: 'It changed in the meantime' },
  'not-finished': { status: 409, fault: 'user', title: 'Another operation is still running' },
  'invalid-name': { status: 422, fault: 'user', title: 'The name cannot be used' },
  'render-failed': { status: 422, fault: 'user', title: 'The template could not be rendered' },
  'pipeline-failed': { status: 422, fault: 'user', title: 'The pipeline failed' },
  'image-failed': { status: 422, fault: 'user', title: 'The image could not be built' },
  'sync-failed': { status: 422, fault: 'user', title: 'The Application could not be synced' },
  'rollout-failed': { status: 422, fault: 'user', title: 'The new version did not become ready' },
  'too-many-requests': { status: 429, fault: 'user', title: 'Too many requests' },
  'port-taken': { status: 500, fault: 'user', title: 'The port is taken' },
  'data-directory-in-use': {
    status: 500,
    fault: 'user',
    title: 'Another server uses the data directory',
  },
  'data-directory-unusable': {
    status: 500,
    fault: 'user',
    title: 'The data directory cannot be used',
  },
  'database-failed': { status: 503, fault: 'system', title: 'The database does not answer' },
  'step-timed-out': { status: 504, fault: 'system', title: 'A step took too long' },
  internal: { status: 500, fault: 'system', title: 'Something failed on our side' },
} as const satisfies Record<string, ErrorCodeInfo>;

/** A code of the closed list. */
export type ErrorCode = keyof typeof errorCodes;
