import { type ReactNode, useState } from 'react';
import type { Failure, Timeline, TimelineStep } from '../../api/types.ts';
import { useLogStream } from '../../api/use-log-stream.ts';
import { formatClock, formatDuration } from '../../lib/format.ts';
import { elapsedMs } from '../../lib/open-step.ts';
import { Ago } from '../../ui/Ago.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { LogView } from '../../ui/LogView.tsx';
import { lookOf } from '../../ui/state.ts';
import { StateBadge } from '../../ui/StateBadge.tsx';

/** The open step: why it failed, its log, or its facts; always of one height. */
export function StepDetail({
  timeline,
  step,
  now,
}: {
  timeline: Timeline;
  step: TimelineStep;
  now: number;
}): ReactNode {
  const [raw, setRaw] = useState(false);
  const { failure, log } = step;
  return (
    <section
      aria-label={step.title}
      className="flex h-[34rem] min-w-0 flex-col overflow-hidden rounded-md border border-line bg-surface lg:sticky lg:top-20"
    >
      <header className="flex h-12 shrink-0 items-center justify-between gap-3 border-b border-line px-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">{step.title}</h2>
        {failure === null || log === null ? null : (
          <Button kind="ghost" onClick={() => setRaw(!raw)}>
            {raw ? 'Show the failure' : 'Show the whole log'}
          </Button>
        )}
        <StateBadge state={step.state} />
      </header>
      {failure !== null && !(raw && log !== null) ? (
        // Takes the place of the log, so that nothing on screen moves when a step fails.
        <FailureNote timeline={timeline} failure={failure} />
      ) : log === null ? (
        <Facts step={step} now={now} />
      ) : (
        <JobLog key={`${log.runId}/${log.job}`} log={log} />
      )}
    </section>
  );
}

function FailureNote({ timeline, failure }: { timeline: Timeline; failure: Failure }): ReactNode {
  const { code, message, remedy, detail } = failure;
  const diagnostics = [
    `Run ${timeline.id} (${timeline.title}), project ${timeline.project}`,
    `${code}: ${message}`,
    remedy,
    detail ?? '',
  ].join('\n');
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3 p-4">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="font-medium break-words text-bad">{message}</p>
          <p className="break-words">{remedy}</p>
        </div>
        <CopyButton text={diagnostics} label="Copy what is known about the failure" />
      </div>
      {detail === null ? null : (
        <pre
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="First lines of the failure"
          className="min-h-0 flex-1 overflow-auto rounded-md bg-sunken p-3 font-mono text-xs"
        >
          {detail}
        </pre>
      )}
    </div>
  );
}

function JobLog({ log }: { log: { runId: string; job: string } }): ReactNode {
  const path = `/api/v1/pipeline-runs/${encodeURIComponent(log.runId)}/jobs/${encodeURIComponent(log.job)}/log`;
  const { lines, state } = useLogStream(path);
  return (
    <LogView
      lines={lines}
      state={state}
      label={`Log of ${log.job}`}
      name={`${log.job}.log`}
      className="min-h-0 flex-1"
    />
  );
}

/** Every fact keeps its place, known or not. */
function Facts({ step, now }: { step: TimelineStep; now: number }): ReactNode {
  const elapsed = step.startedAt === null ? null : elapsedMs(step, now);
  const running = step.state === 'running';
  return (
    <dl className="tabular grid grid-cols-[7rem_minmax(0,1fr)] content-start gap-y-2 p-4">
      <dt className="text-muted">Started</dt>
      <dd>{step.startedAt === null ? 'Not yet' : <Ago at={step.startedAt} />}</dd>
      <dt className="text-muted">Time</dt>
      <dd>
        {elapsed === null
          ? 'None yet'
          : running
            ? `${formatClock(elapsed)} so far`
            : formatDuration(elapsed)}
      </dd>
      <dt className="text-muted">Usually</dt>
      <dd>
        {step.usualMs === null ? 'No earlier runs to compare with' : formatDuration(step.usualMs)}
      </dd>
      <dt className="text-muted">Result</dt>
      <dd className="break-words">{step.message ?? lookOf(step.state).word}</dd>
    </dl>
  );
}
