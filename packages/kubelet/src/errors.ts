/** What went wrong, as a closed list. */
export type KubeletErrorCode =
  | 'config'
  | 'image'
  | 'start'
  | 'mount'
  | 'hook'
  | 'not-found'
  | 'not-running';

/**
 * Every failure this package reports. `config`, `image` and `mount` are for the pod's author, and
 * `reason` is what the container's waiting state says.
 */
export class KubeletError extends Error {
  override readonly name = 'KubeletError';
  readonly code: KubeletErrorCode;
  readonly reason: string;

  constructor(code: KubeletErrorCode, reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.reason = reason;
  }
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
