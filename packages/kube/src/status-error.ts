/** One cause inside a Status (meta/v1 StatusCause). */
export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

/** A failure Status (meta/v1 Status) as the API sends it. */
export interface Status {
  kind: 'Status';
  apiVersion: 'v1';
  metadata: Record<string, unknown>;
  status: 'Success' | 'Failure';
  message?: string;
  reason?: string;
  details?: {
    name?: string;
    group?: string;
    kind?: string;
    uid?: string;
    causes?: StatusCause[];
    retryAfterSeconds?: number;
  };
  code?: number;
}

/** An API failure: wraps the Status that kube-apiserver sends (or would send). */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? status.reason ?? 'unknown failure', options);
    this.status = status;
  }

  /** The HTTP status code, 500 when the Status has none. */
  get code(): number {
    return this.status.code ?? 500;
  }

  /** The machine-readable reason (`NotFound`, `Conflict`, `AlreadyExists`, …). */
  get reason(): string {
    return this.status.reason ?? 'InternalError';
  }
}

/** True for a StatusError with that reason. */
export function isStatus(error: unknown, reason: string): error is StatusError {
  return error instanceof StatusError && error.reason === reason;
}
