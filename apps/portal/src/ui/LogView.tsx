import { ArrowDown, ChevronDown, ChevronUp, Download, Pause, Play } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { LogLine } from '../api/log-buffer.ts';
import type { LogState } from '../api/use-log-stream.ts';
import { plainText } from '../lib/ansi.ts';
import { matchingLines, rowWindow } from '../lib/log-window.ts';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import { IconButton } from './IconButton.tsx';
import { lineHeight, LogRow } from './LogLines.tsx';
import { useStickToEnd } from './use-stick-to-end.ts';
import { Status } from './Status.tsx';

const stateWords: Readonly<Record<LogState, string>> = {
  connecting: 'Connecting to the log',
  open: 'Following the log',
  reconnecting: 'Reconnecting to the log; the lines below may be old',
  ended: 'The log has ended',
};

/** A streamed log: sticks to its end, can be paused and searched; draws only what is in view. */
export function LogView({
  lines: streamed,
  state,
  label,
  name,
  tools,
  empty = 'No lines yet.',
  className = 'h-96',
}: {
  lines: readonly LogLine[];
  state: LogState;
  /** What the log is of, for screen readers. */
  label: string;
  /** Name of the file that Download saves. */
  name: string;
  /** Further controls at the left of the bar. */
  tools?: ReactNode;
  empty?: string;
  className?: string;
}): ReactNode {
  const [paused, setPaused] = useState<readonly LogLine[] | null>(null);
  const [query, setQuery] = useState('');
  const [hit, setHit] = useState(0);
  const [readOut, setReadOut] = useState('');
  const lines = paused ?? streamed;
  const { box, ...scroll } = useStickToEnd(lines.at(-1)?.number ?? 0);
  const hits = useMemo(() => matchingLines(lines, query), [lines, query]);
  const marked = useMemo(() => new Set(hits), [hits]);
  const current = hits[Math.min(hit, hits.length - 1)];
  const { start, end } = rowWindow(scroll.view, lines.length, lineHeight);
  const goTo = (next: number): void => {
    if (hits.length === 0) return;
    const wrapped = (next + hits.length) % hits.length;
    setHit(wrapped);
    scroll.goTo((hits[wrapped] ?? 0) * lineHeight - scroll.view.height / 2);
  };
  const waiting =
    paused === null ? 0 : (streamed.at(-1)?.number ?? 0) - (paused.at(-1)?.number ?? 0);
  return (
    <div className={classes('flex min-w-0 flex-col', className)}>
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        {tools === undefined ? null : (
          <div className="flex max-w-full gap-2 max-sm:w-full">{tools}</div>
        )}
        <input
          type="search"
          aria-label="Search the log"
          placeholder="Search"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setHit(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') goTo(hit + (event.shiftKey ? -1 : 1));
          }}
          className="h-9 w-32 min-w-28 flex-1 rounded-md border border-control bg-surface px-2"
        />
        <Status className="tabular w-14 text-sm text-muted">
          {query === '' ? '' : hits.length === 0 ? 'None' : `${hit + 1} / ${hits.length}`}
        </Status>
        <IconButton label="Previous match" icon={ChevronUp} onClick={() => goTo(hit - 1)} />
        <IconButton label="Next match" icon={ChevronDown} onClick={() => goTo(hit + 1)} />
        <IconButton
          label={paused === null ? 'Pause' : `Go on (${waiting} new lines)`}
          icon={paused === null ? Pause : Play}
          aria-pressed={paused !== null}
          onClick={() => setPaused(paused === null ? streamed : null)}
        />
        <IconButton
          label="Download"
          icon={Download}
          onClick={() => download(name, lines.map(({ text }) => plainText(text)).join('\n'))}
        />
      </div>
      <div className="relative min-h-0 flex-1 bg-sunken">
        <div
          ref={box}
          role="log"
          aria-live="off"
          aria-label={label}
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
          tabIndex={0}
          onScroll={scroll.onScroll}
          className="absolute inset-0 overflow-auto font-mono text-xs -outline-offset-2 [overflow-anchor:none]"
        >
          {lines.length === 0 ? <p className="p-3 text-muted">{empty}</p> : null}
          <div style={{ height: start * lineHeight }} />
          {lines.slice(start, end).map((line, index) => (
            <LogRow
              key={line.number}
              line={line}
              marked={marked.has(start + index)}
              current={start + index === current}
            />
          ))}
          <div style={{ height: (lines.length - end) * lineHeight }} />
        </div>
        {scroll.stuck || scroll.unseen === 0 ? null : (
          <Button
            kind="primary"
            className="absolute bottom-3 left-1/2 -translate-x-1/2"
            onClick={scroll.toEnd}
          >
            <ArrowDown aria-hidden size={16} />
            <span className="tabular">{scroll.unseen} new lines</span>
          </Button>
        )}
      </div>
      <div className="flex min-h-9 flex-wrap items-center justify-between gap-x-3 border-t border-line px-3 text-sm text-muted">
        <Status>{paused === null ? stateWords[state] : 'Paused'}</Status>
        <button
          type="button"
          className="min-h-6 underline underline-offset-2 hover:text-text"
          onClick={() =>
            setReadOut(
              lines
                .slice(-10)
                .map(({ text }) => plainText(text))
                .join('\n') || empty,
            )
          }
        >
          Read the last 10 lines
        </button>
        <Status className="sr-only">{readOut}</Status>
      </div>
    </div>
  );
}

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
