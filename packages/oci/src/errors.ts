/** What went wrong, for programs; the message says it for people. */
export type OciErrorCode =
  | 'invalid-reference'
  | 'invalid-digest'
  | 'invalid-manifest'
  | 'invalid-layer'
  | 'digest-mismatch'
  | 'size-mismatch'
  | 'blob-not-found'
  | 'blob-too-large'
  | 'unsupported-media-type'
  | 'no-matching-platform'
  | 'tool-failed'
  | 'registry-unreachable'
  | 'registry-denied'
  | 'registry-not-found'
  | 'registry-error';

/** Every error of this package; `code` is stable, the message is not. */
export class OciError extends Error {
  override readonly name = 'OciError';
  readonly code: OciErrorCode;

  constructor(code: OciErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
