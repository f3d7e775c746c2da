import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { environmentQuery } from '../../api/queries.ts';
import type { Environment } from '../../api/types.ts';
import { AddressLink } from '../../ui/AddressLink.tsx';
import { Ago } from '../../ui/Ago.tsx';
import { Card } from '../../ui/Card.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { PodList } from './PodList.tsx';

/** One environment: version, health, sync, replicas, and its pods. */
export function EnvironmentCard({
  project,
  environment,
}: {
  project: string;
  environment: Environment;
}): ReactNode {
  const { data } = useQuery(environmentQuery(project, environment.name));
  const { release, health, sync, deployedAt, deployedBy, url } = data ?? environment;
  return (
    <Card
      title={environment.name}
      className="min-h-80"
      actions={<StateBadge state={release === null ? 'none' : health} />}
      flush
    >
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1.5 p-4">
        <dt className="text-muted">Address</dt>
        <dd className="truncate">
          <AddressLink url={url} className="max-w-full" />
        </dd>
        <dt className="text-muted">Version</dt>
        <dd className="font-mono text-sm" title={release?.commit}>
          {release?.version ?? 'none'}
        </dd>
        <dt className="text-muted">Sync</dt>
        <dd>
          <StateBadge state={sync} />
        </dd>
        <dt className="text-muted">Replicas</dt>
        <dd className="tabular">
          {data === undefined ? (
            <Skeleton className="w-20" />
          ) : (
            `${data.replicas.ready} of ${data.replicas.desired} ready`
          )}
        </dd>
        <dt className="text-muted">Deployed</dt>
        <dd className="truncate">
          {deployedAt === null ? (
            'Not yet'
          ) : (
            <>
              <Ago at={deployedAt} /> by {deployedBy ?? 'unknown'}
            </>
          )}
        </dd>
      </dl>
      {(data?.conditions ?? []).map(({ type, message }) => (
        <p
          key={`${type}${message}`}
          className="border-t border-line px-4 py-2 break-words text-bad"
        >
          {type}: {message}
        </p>
      ))}
      <PodList pods={data?.pods} />
      <p className="flex gap-4 border-t border-line px-4 py-2">
        <Link
          to="/projects/$project/logs"
          params={{ project }}
          search={{ environment: environment.name }}
          className="text-accent underline underline-offset-4"
        >
          Logs
        </Link>
        <Link
          to="/projects/$project/metrics"
          params={{ project }}
          search={{ environment: environment.name }}
          className="text-accent underline underline-offset-4"
        >
          Metrics
        </Link>
      </p>
    </Card>
  );
}
