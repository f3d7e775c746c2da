import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { projectQuery } from '../api/queries.ts';
import type { Project as ProjectData } from '../api/types.ts';
import { useTitle } from '../app/use-title.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { StateBadge } from '../ui/StateBadge.tsx';

const tabs = [
  { to: '/projects/$project', label: 'Overview' },
  { to: '/projects/$project/deployments', label: 'Deployments' },
  { to: '/projects/$project/logs', label: 'Logs' },
  { to: '/projects/$project/metrics', label: 'Metrics' },
  { to: '/projects/$project/settings', label: 'Settings' },
] as const;

/** The head of a project's pages and the way between them. */
export function Project(): ReactNode {
  const { project: name } = useParams({ from: '/shell/projects/$project' });
  const { data, error, refetch } = useQuery(projectQuery(name));
  useTitle(name);
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <header className="flex flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-4">
          <h1 className="text-xl font-semibold">{name}</h1>
          <span className="h-5">
            {data === undefined ? null : <StateBadge state={data.state} />}
          </span>
        </div>
        <p className="h-5 truncate text-muted">
          {data === undefined ? (
            error === null ? (
              <Skeleton className="w-64" />
            ) : null
          ) : (
            describe(data)
          )}
        </p>
      </header>
      <nav
        aria-label="Project"
        className="-mx-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
      >
        <ul className="flex gap-1">
          {tabs.map(({ to, label }) => (
            <li key={to}>
              <Link
                to={to}
                params={{ project: name }}
                activeOptions={{ exact: true, includeSearch: false }}
                className="flex h-9 items-center border-b-2 border-transparent px-3 text-muted -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
              >
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {data === undefined && error !== null ? (
        <ErrorNote error={error} retry={() => void refetch()} />
      ) : (
        <Outlet />
      )}
    </div>
  );
}

function describe({ team, template, description }: ProjectData): string {
  const origin = `Team ${team}, from template ${template}`;
  return description === '' ? origin : `${description} · ${origin}`;
}
