import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Timeline } from '../../api/types.ts';
import { formatClock } from '../../lib/format.ts';
import { elapsedMs } from '../../lib/open-step.ts';
import { Ago } from '../../ui/Ago.tsx';
import { StateIcon } from '../../ui/StateBadge.tsx';
import { lookOf } from '../../ui/state.ts';
import { useNow } from '../../ui/use-now.ts';

/** One run in a list: what it is, where it stands, and when. */
export function RunRow({ timeline }: { timeline: Timeline }): ReactNode {
  const running = timeline.state === 'running';
  const now = useNow(running);
  const step =
    timeline.steps.find(({ state }) => state === 'failed') ??
    timeline.steps.findLast(({ state }) => state === 'running');
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        to="/runs/$timeline"
        params={{ timeline: timeline.id }}
        className="flex h-14 items-center gap-3 px-4 -outline-offset-2 hover:bg-hover"
      >
        <StateIcon state={timeline.state} size={18} />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">
            {timeline.project}: {timeline.title}
          </span>
          <span className="block truncate text-sm text-muted">
            {lookOf(timeline.state).word}
            {step === undefined ? '' : `: ${step.failure?.message ?? step.title}`}
          </span>
        </span>
        <span className="tabular shrink-0 text-sm text-muted">
          {running ? (
            formatClock(elapsedMs(timeline, now) ?? 0)
          ) : (
            <Ago at={timeline.finishedAt ?? timeline.startedAt} />
          )}
        </span>
      </Link>
    </li>
  );
}
