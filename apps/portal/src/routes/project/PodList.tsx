import type { ReactNode } from 'react';
import type { Pod } from '../../api/types.ts';
import { podState } from '../../lib/pod-state.ts';
import { Ago } from '../../ui/Ago.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';

/** The pods that run now; a pod in trouble shows why. */
export function PodList({ pods }: { pods: readonly Pod[] | undefined }): ReactNode {
  return (
    <div className="min-h-40 border-t sm:min-h-24 border-line px-4 py-2">
      <h3 className="text-sm text-muted">Pods</h3>
      {pods === undefined ? <Skeleton className="w-56" /> : null}
      {pods?.length === 0 ? <p>No pods are running.</p> : null}
      <ul>
        {(pods ?? []).map((pod) => (
          <PodRow key={pod.name} pod={pod} />
        ))}
      </ul>
    </div>
  );
}

function PodRow({ pod }: { pod: Pod }): ReactNode {
  const { state, word } = podState(pod);
  return (
    <li className="py-1">
      <span className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="min-w-0 truncate font-mono text-sm" title={pod.name}>
          {pod.name}
        </span>
        <span className="tabular flex items-center gap-3 text-sm whitespace-nowrap text-muted">
          {pod.restarts === 0 ? null : <span>{pod.restarts} restarts</span>}
          {pod.startedAt === null ? null : <Ago at={pod.startedAt} />}
          <StateBadge state={state} word={word} />
        </span>
      </span>
      {pod.message === null ? null : (
        <span className="block text-sm break-words text-muted">{pod.message}</span>
      )}
    </li>
  );
}
