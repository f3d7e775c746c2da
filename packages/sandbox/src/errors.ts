/** What went wrong, as a closed list. */
export type SandboxErrorCode = 'invalid-spec' | 'start-failed' | 'exec-failed' | 'unavailable';

/**
 * Every failure this package reports. `invalid-spec` is the caller's fault; the rest are the
 * machine's or ours.
 */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly code: SandboxErrorCode;

  constructor(code: SandboxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
