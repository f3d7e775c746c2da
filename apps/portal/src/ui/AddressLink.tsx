import { ExternalLink } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** A deployed address; opens in a tab of its own. */
export function AddressLink({ url, className }: { url: string; className?: string }): ReactNode {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className={classes(
        'inline-flex min-w-0 items-center gap-1.5 text-accent underline decoration-1 underline-offset-4 hover:decoration-2',
        className,
      )}
    >
      <span className="truncate">{url.replace(/^https?:\/\//, '')}</span>
      <ExternalLink aria-hidden size={14} className="shrink-0" />
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}
