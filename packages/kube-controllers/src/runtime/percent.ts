import type { IntOrString } from '@fairway/kube';

/**
 * A number, or a percentage of `total` rounded up or down (apimachinery's
 * GetScaledValueFromIntOrPercent). What is neither counts as 0.
 */
export function scaledValue(
  value: IntOrString | undefined,
  total: number,
  round: 'up' | 'down',
): number {
  if (typeof value === 'number') return value;
  const match = /^(\d+)%$/.exec(value ?? '');
  if (match === null) return 0;
  const share = (Number(match[1]) * total) / 100;
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}
