/** How long a failing thing is left alone; as client-go's flowcontrol.Backoff keeps it. */
export interface BackOff {
  readonly delayMs: number;
  readonly updatedAt: number;
}

const initialMs = 10_000;
const maximumMs = 300_000;

/**
 * The back-off after one more failure at `failedAt`: 10 s, doubled up to 5 min, and 10 s again when
 * the failure came more than 10 min after the last one.
 */
export function nextBackOff(current: BackOff | undefined, failedAt: number, now: number): BackOff {
  if (current === undefined || expired(current, failedAt)) {
    return { delayMs: initialMs, updatedAt: now };
  }
  return { delayMs: Math.min(current.delayMs * 2, maximumMs), updatedAt: now };
}

/** When what failed at `failedAt` may be tried again: at once when there was no failure before. */
export function retryTime(current: BackOff | undefined, failedAt: number): number {
  if (current === undefined || expired(current, failedAt)) return failedAt;
  return failedAt + current.delayMs;
}

function expired(current: BackOff, failedAt: number): boolean {
  return failedAt - current.updatedAt > 2 * maximumMs;
}
