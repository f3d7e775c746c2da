import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Environment, Project } from '../../api/types.ts';
import { AddressLink } from '../../ui/AddressLink.tsx';
import { Ago } from '../../ui/Ago.tsx';
import { lookOf } from '../../ui/state.ts';
import { StateBadge, StateIcon } from '../../ui/StateBadge.tsx';
import { RequestsSparkline } from './RequestsSparkline.tsx';

/** A project in one row: state, address, versions, last deployment, the last hour. */
export function ProjectRow({ project }: { project: Project }): ReactNode {
  const [first] = project.environments;
  const deployed = project.environments
    .filter(({ deployedAt }) => deployedAt !== null)
    .toSorted((a, b) => (b.deployedAt ?? '').localeCompare(a.deployedAt ?? ''))[0];
  return (
    <li className="grid min-h-28 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2 last:border-b-0 md:min-h-16 md:grid-cols-[minmax(0,1.4fr)_minmax(0,1.6fr)_minmax(0,1fr)_7.5rem]">
      <div className="min-w-0">
        <Link
          to="/projects/$project"
          params={{ project: project.name }}
          className="block truncate font-semibold hover:underline"
        >
          {project.name}
        </Link>
        <span className="flex items-center gap-2 text-sm text-muted">
          <StateBadge state={project.state} />
          <span className="truncate">{project.team}</span>
        </span>
      </div>
      <div className="col-span-2 row-start-2 min-w-0 md:col-span-1 md:row-start-auto">
        <span className="block h-5 truncate">
          {first === undefined ? (
            <span className="text-muted">No environment yet</span>
          ) : (
            <AddressLink url={first.url} className="max-w-full" />
          )}
        </span>
        <span className="mt-1 flex h-5 gap-1.5 overflow-hidden">
          {project.environments.map((environment) => (
            <VersionPill key={environment.name} environment={environment} />
          ))}
        </span>
      </div>
      <div className="col-span-2 min-w-0 text-sm text-muted md:col-span-1">
        {deployed?.deployedAt == null ? (
          'Not deployed yet'
        ) : (
          <span className="flex gap-1 truncate md:block">
            Deployed <Ago at={deployed.deployedAt} />
            <span className="block truncate"> by {deployed.deployedBy ?? 'unknown'}</span>
          </span>
        )}
      </div>
      <div className="col-start-2 row-start-1 h-7 md:col-start-auto md:row-start-auto">
        {deployed === undefined ? null : (
          <RequestsSparkline project={project.name} environment={deployed.name} />
        )}
      </div>
    </li>
  );
}

function VersionPill({ environment }: { environment: Environment }): ReactNode {
  const { name, release, health } = environment;
  return (
    <span className="inline-flex items-center gap-1 rounded-full border border-line px-2 text-xs">
      <StateIcon state={release === null ? 'none' : health} size={12} />
      <span className="text-muted">{name}</span>
      <span className="font-mono">{release?.version ?? 'none'}</span>
      <span className="sr-only">{lookOf(health).word}</span>
    </span>
  );
}
