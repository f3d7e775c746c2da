import { Check, Copy } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { classes } from './classes.ts';
import { Status } from './Status.tsx';

/** Copies a text; the button keeps its size and says for two seconds that it did. */
export function CopyButton({
  text,
  label,
  className,
}: {
  text: string;
  /** What is copied, for example "Copy address". */
  label: string;
  className?: string;
}): ReactNode {
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (outcome === null) return undefined;
    const timer = setTimeout(() => setOutcome(null), 2_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const Icon = outcome === 'copied' ? Check : Copy;
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={outcome === 'failed' ? 'The browser refused to copy: select the text' : label}
        className={classes(
          'inline-flex size-9 shrink-0 items-center justify-center rounded-md border border-control bg-surface hover:bg-hover',
          outcome === 'copied' && 'text-good',
          outcome === 'failed' && 'text-bad',
          className,
        )}
        onClick={() => {
          copyText(text).then(
            () => setOutcome('copied'),
            () => setOutcome('failed'),
          );
        }}
      >
        <Icon aria-hidden size={16} />
      </button>
      <Status className="sr-only">
        {outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Copying failed' : ''}
      </Status>
    </>
  );
}

/** The clipboard is only there on secure origins (https, localhost). */
async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
