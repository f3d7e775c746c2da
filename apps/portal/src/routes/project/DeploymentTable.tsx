import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Deployment } from '../../api/types.ts';
import { formatDuration } from '../../lib/format.ts';
import { Ago } from '../../ui/Ago.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { type Column, Table } from '../../ui/Table.tsx';

const columns: readonly Column<Deployment>[] = [
  { heading: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { heading: 'Environment', cell: ({ environment }) => environment },
  {
    heading: 'Version',
    cell: ({ release, timelineId }) => (
      <Link
        to="/runs/$timeline"
        params={{ timeline: timelineId }}
        className="font-mono text-sm underline underline-offset-4"
        title={release.commit}
      >
        {release.version}
      </Link>
    ),
  },
  {
    heading: 'Change',
    className: 'sm:w-full',
    cell: ({ release }) => (
      <span
        className="line-clamp-2 break-words whitespace-normal sm:line-clamp-1"
        title={release.message}
      >
        {release.message}
      </span>
    ),
  },
  { heading: 'By', cell: ({ deployedBy }) => deployedBy },
  {
    heading: 'Took',
    end: true,
    cell: ({ startedAt, finishedAt }) =>
      finishedAt === null ? '' : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt)),
  },
  { heading: 'When', end: true, cell: ({ startedAt }) => <Ago at={startedAt} /> },
];

/** Deployments, newest first; the version leads to the run. */
export function DeploymentTable({
  deployments,
}: {
  deployments: readonly Deployment[];
}): ReactNode {
  return <Table label="Deployments" columns={columns} rows={deployments} rowKey={({ id }) => id} />;
}
