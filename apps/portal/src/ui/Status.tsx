import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** A line that screen readers are told about politely when it changes. */
export function Status({
  className,
  label,
  children,
}: {
  className?: string;
  label?: string;
  children?: ReactNode;
}): ReactNode {
  return (
    <output aria-label={label} className={classes('block', className)}>
      {children}
    </output>
  );
}
