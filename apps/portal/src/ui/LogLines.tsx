import type { ReactNode } from 'react';
import type { LogLine } from '../api/log-buffer.ts';
import { parseAnsi } from '../lib/ansi.ts';
import { classes } from './classes.ts';

/** Height of a line in pixels; the list is drawn by counting. */
export const lineHeight = 20;

/** One line: number, source when there are several, and the text in its program's colours. */
export function LogRow({
  line,
  marked,
  current,
}: {
  line: LogLine;
  marked: boolean;
  current: boolean;
}): ReactNode {
  return (
    <div
      className={classes(
        'flex h-5 w-max min-w-full items-center gap-3 border-l-2 pr-4 pl-2',
        current ? 'border-accent bg-hover' : marked ? 'border-waiting' : 'border-transparent',
      )}
    >
      <span aria-hidden className="tabular w-9 shrink-0 text-right text-muted select-none">
        {line.number}
      </span>
      {line.source === undefined ? null : (
        <span className="shrink-0 text-accent" title={line.source}>
          {line.source.split('-').at(-1)}
        </span>
      )}
      <span className="whitespace-pre">
        {parseAnsi(line.text).map(({ text, colour, bold }, index) => (
          <span
            key={index}
            className={bold === true ? 'font-bold' : undefined}
            style={colour === undefined ? undefined : { color: `var(--ansi-${colour})` }}
          >
            {text}
          </span>
        ))}
      </span>
    </div>
  );
}
