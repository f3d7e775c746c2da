import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Timeline } from '../../api/types.ts';
import { formatClock, formatDuration } from '../../lib/format.ts';
import { elapsedMs, isSlow, openStep, progressOf } from '../../lib/open-step.ts';
import { AddressLink } from '../../ui/AddressLink.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { RetryButton } from './RetryButton.tsx';
import { outcomeWord } from './words.ts';
import { Status } from '../../ui/Status.tsx';

const QrCode = lazy(async () => ({ default: (await import('../../ui/QrCode.tsx')).QrCode }));

/** The head of a run; keeps its height from the first second to the last. */
export function RunSummary({ timeline, now }: { timeline: Timeline; now: number }): ReactNode {
  const elapsed = elapsedMs(timeline, now) ?? 0;
  const running = timeline.state === 'running';
  return (
    <section className="flex h-80 flex-col gap-2 rounded-md border border-line bg-surface p-4 sm:h-52">
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0">
          <h1 className="truncate text-xl font-semibold">{timeline.title}</h1>
          <StateBadge state={timeline.state} word={outcomeWord(timeline)} size="large" />
        </div>
        <div className="shrink-0 text-right">
          <p className="tabular text-2xl font-semibold">
            {running ? formatClock(elapsed) : formatDuration(elapsed)}
          </p>
          <p className="tabular h-5 text-sm text-muted">
            {timeline.usualMs === null ? '' : `usually ${formatDuration(timeline.usualMs)}`}
            {running && isSlow(elapsed, timeline.usualMs) ? ', slower than usual' : ''}
          </p>
        </div>
      </div>
      <div className="flex min-h-0 flex-1 flex-col justify-end">
        <Outcome timeline={timeline} />
      </div>
      <Status className="sr-only">
        {running ? currentTitle(timeline) : outcomeWord(timeline)}
      </Status>
    </section>
  );
}

function Outcome({ timeline }: { timeline: Timeline }): ReactNode {
  if (timeline.state === 'live' && timeline.url !== null) return <Live timeline={timeline} />;
  if (timeline.state === 'failed') return <Failed timeline={timeline} />;
  if (timeline.state === 'running') return <Progress timeline={timeline} />;
  return (
    <div>
      {timeline.kind === 'deletion' ? (
        <Link to="/" className={buttonClass()}>
          Go to Home
        </Link>
      ) : (
        <ProjectLink timeline={timeline} />
      )}
    </div>
  );
}

function Live({ timeline }: { timeline: Timeline }): ReactNode {
  const url = timeline.url ?? '';
  return (
    <div className="appear grid grid-cols-[minmax(0,1fr)_6rem] items-end gap-x-4 gap-y-2">
      <div className="col-span-2 flex min-w-0 items-center gap-2 sm:col-span-1">
        <AddressLink url={url} className="text-lg font-semibold sm:text-2xl" />
        <CopyButton text={url} label="Copy the address" />
      </div>
      <div>
        <ProjectLink timeline={timeline} />
      </div>
      <div className="size-24 sm:col-start-2 sm:row-span-2 sm:row-start-1">
        <Suspense fallback={null}>
          <QrCode text={url} label={`QR code of ${url}`} />
        </Suspense>
      </div>
    </div>
  );
}

function Failed({ timeline }: { timeline: Timeline }): ReactNode {
  const step = timeline.steps.find(({ state }) => state === 'failed');
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <p className="line-clamp-2 min-w-0 flex-1 basis-64">
        {step === undefined ? 'It stopped before it was finished.' : `${step.title}: `}
        {step?.failure?.message}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <RetryButton timeline={timeline} />
        <ProjectLink timeline={timeline} />
      </div>
    </div>
  );
}

function Progress({ timeline }: { timeline: Timeline }): ReactNode {
  const { done, total } = progressOf(timeline.steps);
  return (
    <div className="flex flex-col gap-2">
      <p className="flex justify-between gap-3">
        <span className="truncate">{currentTitle(timeline)}</span>
        <span className="tabular shrink-0 text-muted">
          {done} of {total}
        </span>
      </p>
      <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className="h-full origin-left bg-busy transition-transform duration-180"
          style={{ transform: `scaleX(${total === 0 ? 0 : done / total})` }}
        />
      </div>
    </div>
  );
}

function ProjectLink({ timeline }: { timeline: Timeline }): ReactNode {
  return (
    <Link
      to="/projects/$project"
      params={{ project: timeline.project }}
      className={buttonClass(timeline.state === 'live' ? 'primary' : 'plain')}
    >
      Open the project
    </Link>
  );
}

function currentTitle(timeline: Timeline): string {
  const current = openStep(timeline, null);
  return current?.state === 'running' ? current.title : 'Waiting for the next step';
}
