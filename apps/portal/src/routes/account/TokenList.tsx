import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Schemas } from '@fairway/api-client';
import { api, unwrap } from '../../api/client.ts';
import { tokensQuery } from '../../api/queries.ts';
import { Ago } from '../../ui/Ago.tsx';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { type Column, Table } from '../../ui/Table.tsx';

type ApiToken = Schemas['ApiToken'];

const columns: readonly Column<ApiToken>[] = [
  { heading: 'Token', cell: ({ name }) => <span className="font-medium">{name}</span> },
  {
    heading: 'Begins with',
    cell: ({ prefix }) => <code className="font-mono text-sm">{prefix}…</code>,
  },
  { heading: 'Created', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  {
    heading: 'Last used',
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <Ago at={lastUsedAt} />),
  },
  {
    heading: 'Expires',
    cell: ({ expiresAt }) => (expiresAt === null ? 'Never' : <Ago at={expiresAt} />),
  },
  { heading: 'Action', end: true, cell: (token) => <Revoke token={token} /> },
];

/** The reader's API tokens; a token itself is never shown again. */
export function TokenList(): ReactNode {
  const { data, error, refetch } = useQuery(tokensQuery);
  return (
    <Card title="API tokens" flush>
      {error === null ? null : <ErrorNote error={error} retry={() => void refetch()} />}
      {data === undefined ? (
        <SkeletonRows rows={2} height="h-9" />
      ) : data.length === 0 ? (
        <Empty title="You have no API tokens.">
          The command line, git and the registry sign in with one.
        </Empty>
      ) : (
        <Table label="API tokens" columns={columns} rows={data} rowKey={({ id }) => id} />
      )}
    </Card>
  );
}

function Revoke({ token }: { token: ApiToken }): ReactNode {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      unwrap(api.DELETE('/api/v1/auth/tokens/{id}', { params: { path: { id: token.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  });
  return (
    <>
      <Button
        kind="ghost"
        aria-label={`Revoke ${token.name}`}
        busy={revoke.isPending}
        onClick={() => revoke.mutate()}
      >
        Revoke
      </Button>
      {revoke.error === null ? null : <span role="alert">{revoke.error.message}</span>}
    </>
  );
}
