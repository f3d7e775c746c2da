import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useId } from 'react';
import { classes } from './classes.ts';

/** How much a button asks for attention. */
export type ButtonKind = 'primary' | 'plain' | 'ghost' | 'danger';

const base =
  'inline-flex h-9 items-center justify-center gap-2 rounded-md px-3 font-medium whitespace-nowrap transition-colors duration-150 aria-disabled:cursor-not-allowed';

const kinds: Readonly<Record<ButtonKind, string>> = {
  primary:
    'bg-accent-solid text-on-accent hover:bg-accent-solid-hover aria-disabled:bg-sunken aria-disabled:text-muted aria-disabled:outline-1 aria-disabled:outline-line',
  plain:
    'border border-control bg-surface hover:bg-hover aria-disabled:text-muted aria-disabled:bg-sunken',
  ghost: 'text-text hover:bg-hover aria-disabled:text-muted',
  danger:
    'bg-bad-solid text-on-bad hover:opacity-90 aria-disabled:bg-sunken aria-disabled:text-muted aria-disabled:opacity-100 aria-disabled:outline-1 aria-disabled:outline-line',
};

/** The classes of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = 'plain', more = ''): string {
  return classes(base, kinds[kind], more);
}

/**
 * A button. With `reason` it is disabled but stays in the tab order, and says why; while `busy`
 * it does nothing and says so.
 */
export function Button({
  kind = 'plain',
  reason = null,
  busy = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  kind?: ButtonKind;
  reason?: string | null;
  busy?: boolean;
}): ReactNode {
  const reasonId = useId();
  const off = reason !== null || busy;
  return (
    <>
      <button
        {...rest}
        // oxlint-disable-next-line react/button-has-type -- every caller's type is one of the three
        type={type}
        className={buttonClass(kind, className)}
        aria-disabled={off || undefined}
        aria-busy={busy || undefined}
        aria-describedby={reason === null ? rest['aria-describedby'] : reasonId}
        onClick={(event) => {
          if (off) event.preventDefault();
          else onClick?.(event);
        }}
      >
        {children}
      </button>
      {reason === null ? null : (
        <span id={reasonId} className="text-sm text-muted">
          {reason}
        </span>
      )}
    </>
  );
}
