import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { timelineQuery } from '../api/queries.ts';
import { useTitle } from '../app/use-title.ts';
import { openStep } from '../lib/open-step.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useNow } from '../ui/use-now.ts';
import { RunSummary } from './run/RunSummary.tsx';
import { StepDetail } from './run/StepDetail.tsx';
import { Track } from './run/Track.tsx';
import { Status } from '../ui/Status.tsx';

/** A timeline as it happens: where it is, its steps, and the open step with its log. */
export function Run(): ReactNode {
  const { timeline: id } = useParams({ from: '/shell/runs/$timeline' });
  const { data: timeline, error, refetch } = useQuery(timelineQuery(id));
  const [chosen, setChosen] = useState<string | null>(null);
  const now = useNow(timeline?.state === 'running', 500);
  useTitle(timeline === undefined ? 'Run' : `${timeline.title}: ${timeline.state}`);
  if (timeline === undefined) {
    return error === null ? (
      <Status label="Loading" className="mx-auto flex max-w-[80rem] flex-col gap-4">
        <div className="h-80 rounded-md border border-line bg-surface p-4 sm:h-52">
          <Skeleton className="w-64" />
        </div>
        <div className="h-[34rem] rounded-md border border-line bg-surface" />
      </Status>
    ) : (
      <ErrorNote error={error} retry={() => void refetch()} />
    );
  }
  const step = openStep(timeline, chosen);
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <RunSummary timeline={timeline} now={now} />
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
        <Track timeline={timeline} now={now} open={step?.key} onOpen={setChosen} />
        {step === undefined ? null : (
          <StepDetail key={step.key} timeline={timeline} step={step} now={now} />
        )}
      </div>
    </div>
  );
}
