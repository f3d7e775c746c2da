import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { projectsQuery } from '../api/queries.ts';
import type { Project } from '../api/types.ts';
import { useTitle } from '../app/use-title.ts';
import { fuzzyScore } from '../lib/fuzzy.ts';
import { Ago } from '../ui/Ago.tsx';
import { buttonClass } from '../ui/Button.tsx';
import { Card, PageHeader } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { StateBadge } from '../ui/StateBadge.tsx';
import { type Column, Table } from '../ui/Table.tsx';

const columns: readonly Column<Project>[] = [
  {
    heading: 'Project',
    cell: ({ name }) => (
      <Link
        to="/projects/$project"
        params={{ project: name }}
        className="font-medium underline decoration-line decoration-1 underline-offset-4 hover:decoration-current"
      >
        {name}
      </Link>
    ),
  },
  { heading: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { heading: 'Team', cell: ({ team }) => team },
  { heading: 'Template', cell: ({ template }) => template },
  {
    heading: 'Version',
    cell: ({ environments }) => (
      <span className="font-mono text-sm">{environments[0]?.release?.version ?? 'none'}</span>
    ),
  },
  { heading: 'Created', cell: ({ createdAt }) => <Ago at={createdAt} />, end: true },
];

/** Every project that the reader may see. */
export function Projects(): ReactNode {
  useTitle('Projects');
  const { data, error, refetch } = useQuery(projectsQuery);
  const [filter, setFilter] = useState('');
  const shown = data?.filter(({ name, team }) => fuzzyScore(filter, `${team}/${name}`) !== null);
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <PageHeader title="Projects">
        <input
          type="search"
          aria-label="Filter projects"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="h-9 w-44 rounded-md border border-control bg-surface px-3"
        />
        <Link to="/new" className={buttonClass('primary')}>
          <Plus aria-hidden size={16} />
          New project
        </Link>
      </PageHeader>
      {error === null ? null : <ErrorNote error={error} retry={() => void refetch()} />}
      <Card flush>
        {shown === undefined ? (
          error === null ? (
            <SkeletonRows rows={6} height="h-9" />
          ) : (
            <Empty title="The projects could not be loaded." />
          )
        ) : shown.length > 0 ? (
          <Table label="Projects" columns={columns} rows={shown} rowKey={({ id }) => id} />
        ) : filter === '' ? (
          <Empty title="There are no projects yet.">Create one from a template.</Empty>
        ) : (
          <Empty title={`No project fits "${filter}".`} />
        )}
      </Card>
    </div>
  );
}
