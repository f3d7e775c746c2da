import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionQuery, teamsQuery } from '../api/queries.ts';
import { useTitle } from '../app/use-title.ts';
import { Card, PageHeader } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { CreateTeam } from './teams/CreateTeam.tsx';
import { TeamCard } from './teams/TeamCard.tsx';

/** The teams that the reader sees, with their members. */
export function Teams(): ReactNode {
  useTitle('Teams');
  const session = useSuspenseQuery(sessionQuery).data;
  const { data, error, refetch } = useQuery(teamsQuery);
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <PageHeader title="Teams" />
      {error === null ? null : <ErrorNote error={error} retry={() => void refetch()} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex flex-col gap-4">
          {data === undefined ? (
            <Card flush>
              <SkeletonRows rows={3} height="h-12" />
            </Card>
          ) : data.length === 0 ? (
            <Card>
              <Empty title="You are in no team.">Ask an owner of a team to add you.</Empty>
            </Card>
          ) : (
            data.map((team) => <TeamCard key={team.name} team={team} session={session} />)
          )}
        </div>
        <CreateTeam session={session} />
      </div>
    </div>
  );
}
