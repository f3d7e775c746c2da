import type { ReactNode } from 'react';

/** Says that there is nothing, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="flex flex-col items-start gap-2 p-4">
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <div className="text-muted">{children}</div>}
    </div>
  );
}
