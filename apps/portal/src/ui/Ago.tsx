import type { ReactNode } from 'react';
import { formatAgo, formatTime } from '../lib/format.ts';
import { useNow } from './use-now.ts';

/** A time relative to now; the absolute one is its tooltip. */
export function Ago({ at }: { at: string }): ReactNode {
  const now = useNow(true, 10_000);
  return (
    <time dateTime={at} title={formatTime(at)} className="tabular whitespace-nowrap">
      {formatAgo(at, now)}
    </time>
  );
}
