import type { ReactNode } from 'react';

/** Fairway's mark: a channel between two buoys' lines. */
export function Logo({ size = 28 }: { size?: number }): ReactNode {
  return (
    <svg aria-hidden width={size} height={size} viewBox="0 0 32 32">
      <rect width="32" height="32" rx="7" fill="var(--accent-solid)" />
      <path
        d="M9 25 13.5 7h5L23 25M16 11v3m0 3v3m0 3v2"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
