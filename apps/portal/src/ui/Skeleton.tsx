import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import { Status } from './Status.tsx';

/** A grey bar where a text will be; its size must be that of the text. */
export function Skeleton({ className }: { className?: string }): ReactNode {
  return (
    <span
      aria-hidden
      className={classes('inline-block h-4 max-w-full rounded-md bg-sunken', className ?? 'w-32')}
    />
  );
}

/** Rows of a table or list that is still being fetched. */
export function SkeletonRows({ rows, height }: { rows: number; height: string }): ReactNode {
  return (
    <Status label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div
          key={index}
          className={classes('flex items-center border-b border-line px-4 last:border-b-0', height)}
        >
          <Skeleton className="w-48" />
        </div>
      ))}
    </Status>
  );
}
