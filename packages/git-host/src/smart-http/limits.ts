/** How much a git client may ask of the host. */
export interface SmartHttpLimits {
  /** Requests served at once; more get 503. Default 64. */
  readonly concurrentRequests?: number;
  /** The longest silence in both directions, in ms. Default 120,000. */
  readonly idleTimeoutMs?: number;
  /** The longest request, in ms. Default one hour. */
  readonly totalTimeoutMs?: number;
  /** The largest request body, in bytes as sent. Default 512 MiB and 1 MiB of protocol. */
  readonly maxRequestBytes?: number;
}

/** Fills in the defaults. */
export function withDefaults(limits: SmartHttpLimits): Required<SmartHttpLimits> {
  return {
    concurrentRequests: limits.concurrentRequests ?? 64,
    idleTimeoutMs: limits.idleTimeoutMs ?? 120_000,
    totalTimeoutMs: limits.totalTimeoutMs ?? 3_600_000,
    maxRequestBytes: limits.maxRequestBytes ?? 513 * 1024 * 1024,
  };
}
