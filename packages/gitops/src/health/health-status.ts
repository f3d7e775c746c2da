/** The six health codes of Argo CD. */
export type HealthCode =
  | 'Healthy'
  | 'Suspended'
  | 'Progressing'
  | 'Missing'
  | 'Degraded'
  | 'Unknown';

/** A health code with the sentence that explains it. */
export interface HealthStatus {
  status: HealthCode;
  message?: string;
}

const order: readonly HealthCode[] = [
  'Healthy',
  'Suspended',
  'Progressing',
  'Missing',
  'Degraded',
  'Unknown',
];

/** True when `a` is a worse health than `b` (Healthy is best, Unknown worst). */
export function isWorse(a: HealthCode, b: HealthCode): boolean {
  return order.indexOf(a) > order.indexOf(b);
}

/** Makes a health status; an empty message is left out. */
export function health(status: HealthCode, message?: string): HealthStatus {
  return message === undefined || message === '' ? { status } : { status, message };
}
