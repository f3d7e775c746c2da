import type { RetryStrategy } from '../application/application.ts';
import { parseDuration } from './duration.ts';

const defaultDurationMs = 5_000;
const defaultFactor = 2;
const defaultMaxMs = 180_000;

/** How long to wait before retry number `retryCount` (0 for the first), in milliseconds. */
export function retryDelay(retry: RetryStrategy, retryCount: number): number {
  const duration = parseDuration(retry.backoff?.duration) ?? defaultDurationMs;
  const max = parseDuration(retry.backoff?.maxDuration) ?? defaultMaxMs;
  const factor = retry.backoff?.factor ?? defaultFactor;
  return Math.min(duration * factor ** retryCount, max);
}

/** Whether one more retry is allowed; limit 0 means never, a negative one for ever. */
export function mayRetry(retry: RetryStrategy | undefined, retryCount: number): boolean {
  const limit = retry?.limit ?? 0;
  return limit < 0 || retryCount < limit;
}

/** The message of an operation that waits for its next attempt. */
export function retryingMessage(message: string, attempt: number, at: Date): string {
  return `${message}. Retrying attempt #${attempt} at ${kitchenTime(at)}.`;
}

/** The message of an operation that failed for good. */
export function finalMessage(message: string, retryCount: number): string {
  return retryCount > 0 ? `${message} (retried ${retryCount} times).` : message;
}

function kitchenTime(at: Date): string {
  const hours = at.getUTCHours();
  const minutes = String(at.getUTCMinutes()).padStart(2, '0');
  return `${hours % 12 === 0 ? 12 : hours % 12}:${minutes}${hours < 12 ? 'AM' : 'PM'}`;
}
