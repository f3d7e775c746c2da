import type { ReactNode } from 'react';
import type { Timeline, TimelineStep } from '../../api/types.ts';
import { formatClock, formatDuration } from '../../lib/format.ts';
import { elapsedMs, isSlow } from '../../lib/open-step.ts';
import { classes } from '../../ui/classes.ts';
import { StateIcon } from '../../ui/StateBadge.tsx';
import { lookOf, toneText } from '../../ui/state.ts';

/** The steps as a vertical track; every row has the same height in every state. */
export function Track({
  timeline,
  now,
  open,
  onOpen,
}: {
  timeline: Timeline;
  now: number;
  open: string | undefined;
  onOpen: (key: string) => void;
}): ReactNode {
  return (
    <ol aria-label="Steps" className="rounded-md border border-line bg-surface py-1">
      {timeline.steps.map((step, index) => (
        // Rows are positions of the track: steps that come in later take over their place.
        <li key={index} className="relative">
          {index === timeline.steps.length - 1 ? null : (
            <span aria-hidden className="absolute top-9 bottom-[-0.75rem] left-6 w-px bg-line" />
          )}
          <button
            type="button"
            aria-pressed={step.key === open}
            onClick={() => onOpen(step.key)}
            className={classes(
              'relative grid h-12 w-full grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2.5 px-4 text-left -outline-offset-2 hover:bg-hover',
              step.key === open && 'bg-hover inset-ring-1 inset-ring-control',
            )}
          >
            <span className="rounded-full bg-surface">
              <StateIcon state={step.state} size={18} />
            </span>
            <StepName step={step} />
            <StepTime step={step} now={now} />
          </button>
        </li>
      ))}
    </ol>
  );
}

function StepName({ step }: { step: TimelineStep }): ReactNode {
  const { word, tone } = lookOf(step.state);
  return (
    <span className="min-w-0">
      <span
        className={classes(
          'block truncate',
          step.state === 'queued' ? 'text-muted' : 'font-medium',
        )}
      >
        {step.title}
      </span>
      <span className="block truncate text-xs text-muted">
        <span className={toneText[tone]}>{word}</span>
        {step.message === null ? '' : ` · ${step.message}`}
      </span>
    </span>
  );
}

function StepTime({ step, now }: { step: TimelineStep; now: number }): ReactNode {
  const elapsed = elapsedMs(step, now);
  const running = step.state === 'running';
  return (
    <span className="tabular text-right">
      <span className="block h-5">
        {elapsed === null || step.state === 'skipped' || step.state === 'queued'
          ? ''
          : running
            ? formatClock(elapsed)
            : formatDuration(elapsed)}
      </span>
      <span className="block h-4 text-xs text-muted">
        {running && isSlow(elapsed, step.usualMs)
          ? 'slower than usual'
          : step.usualMs === null
            ? ''
            : `usually ${formatDuration(step.usualMs)}`}
      </span>
    </span>
  );
}
