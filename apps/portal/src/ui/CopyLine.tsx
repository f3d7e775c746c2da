import type { ReactNode } from 'react';
import { CopyButton } from './CopyButton.tsx';

/** A command or an address in one line that scrolls, with a button that copies it. */
export function CopyLine({ text, label }: { text: string; label: string }): ReactNode {
  return (
    <div className="flex items-center gap-2">
      <code
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="flex h-9 min-w-0 flex-1 items-center overflow-x-auto rounded-md border border-line bg-sunken px-3 font-mono text-sm whitespace-pre"
      >
        {text}
      </code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
