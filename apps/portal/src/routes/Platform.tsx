import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { doctorQuery, platformQuery, sessionQuery } from '../api/queries.ts';
import { useTitle } from '../app/use-title.ts';
import { platformRefusal } from '../lib/permissions.ts';
import { Card, PageHeader } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { StateBadge } from '../ui/StateBadge.tsx';
import { AuditLog } from './platform/AuditLog.tsx';

/** How the platform itself is doing, and who changed what. */
export function Platform(): ReactNode {
  useTitle('Platform');
  const session = useSuspenseQuery(sessionQuery).data;
  const info = useQuery(platformQuery).data;
  const doctor = useQuery(doctorQuery);
  const refusal = platformRefusal(session, 'audit.read');
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <PageHeader title="Platform" />
      <Card
        title="Health"
        flush
        actions={
          <span className="text-sm text-muted">
            {info === undefined ? '' : `Version ${info.version} at ${info.origin}`}
          </span>
        }
      >
        {doctor.error === null ? null : (
          <ErrorNote error={doctor.error} retry={() => void doctor.refetch()} />
        )}
        {doctor.data === undefined ? (
          doctor.error === null ? (
            <SkeletonRows rows={5} height="h-11" />
          ) : null
        ) : doctor.data.findings.length === 0 ? (
          <Empty title="Nothing to report." />
        ) : (
          <ul>
            {doctor.data.findings.map(({ area, level, message }) => (
              <li
                key={`${area}${message}`}
                className="grid min-h-11 grid-cols-[6.5rem_7rem_minmax(0,1fr)] items-center gap-x-3 border-b border-line px-4 py-1 last:border-b-0 max-sm:grid-cols-2"
              >
                <StateBadge state={level} />
                <span className="font-medium">{area}</span>
                <span className="break-words text-muted max-sm:col-span-2">{message}</span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {refusal === null ? (
        <AuditLog />
      ) : (
        <Card title="Audit log">
          <p className="text-muted">{refusal}</p>
        </Card>
      )}
    </div>
  );
}
