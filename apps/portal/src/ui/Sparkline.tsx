import type { ReactNode } from 'react';
import { sparkPath } from '../lib/spark-path.ts';

const width = 120;
const height = 28;

/** Two small curves, requests and errors; the words beside or below say the same. */
export function Sparkline({
  requests,
  errors,
  label,
}: {
  requests: readonly (number | null)[];
  errors: readonly (number | null)[];
  label: string;
}): ReactNode {
  const top = Math.max(...requests.map((value) => value ?? 0), 0.01);
  return (
    <>
      <span className="sr-only">{label}</span>
      <svg
        aria-hidden
        viewBox={`0 0 ${width} ${height}`}
        className="h-7 w-30"
        preserveAspectRatio="none"
      >
        <path
          d={sparkPath(requests, { width, height, top })}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="1.5"
        />
        <path
          d={sparkPath(errors, { width, height, top })}
          fill="none"
          stroke="var(--bad)"
          strokeWidth="1.5"
          strokeDasharray="3 2"
        />
      </svg>
    </>
  );
}
