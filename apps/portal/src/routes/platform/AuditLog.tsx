import type { Schemas } from '@fairway/api-client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { auditQuery } from '../../api/queries.ts';
import { Ago } from '../../ui/Ago.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { StateBadge } from '../../ui/StateBadge.tsx';
import { type Column, Table } from '../../ui/Table.tsx';

type Entry = Schemas['AuditEntry'];

const columns: readonly Column<Entry>[] = [
  { heading: 'When', cell: ({ at }) => <Ago at={at} /> },
  { heading: 'Who', cell: ({ actor }) => <span className="break-all">{actor}</span> },
  { heading: 'Action', cell: ({ action }) => <code className="font-mono text-sm">{action}</code> },
  { heading: 'On', cell: ({ resource }) => <span className="break-all">{resource}</span> },
  { heading: 'Outcome', cell: ({ outcome }) => <StateBadge state={outcome} /> },
  { heading: 'From', cell: ({ address }) => address ?? 'this machine', end: true },
];

/** Every change and every refusal, newest first. */
export function AuditLog(): ReactNode {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(auditQuery);
  const entries = data?.pages.flatMap(({ items }) => items);
  return (
    <Card title="Audit log" flush>
      {error === null ? null : <ErrorNote error={error} retry={() => void refetch()} />}
      {entries === undefined ? (
        <SkeletonRows rows={8} height="h-9" />
      ) : entries.length === 0 ? (
        <Empty title="Nothing was changed yet." />
      ) : (
        <Table label="Audit log" columns={columns} rows={entries} rowKey={({ id }) => id} />
      )}
      {hasNextPage ? (
        <div className="border-t border-line p-3">
          <Button busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older entries
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
