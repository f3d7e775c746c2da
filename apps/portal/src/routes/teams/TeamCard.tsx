import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, unwrap } from '../../api/client.ts';
import { membersQuery } from '../../api/queries.ts';
import type { Session, Team } from '../../api/types.ts';
import { teamRefusal } from '../../lib/permissions.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { AddMember } from './AddMember.tsx';

/** A team: what it is for, who is in it, and who may change that. */
export function TeamCard({ team, session }: { team: Team; session: Session }): ReactNode {
  const client = useQueryClient();
  const { data: members, error } = useQuery(membersQuery(team.name));
  const refusal = teamRefusal(session, 'team.manage', team.name);
  const remove = useMutation({
    mutationFn: (user: string) =>
      unwrap(
        api.DELETE('/api/v1/teams/{team}/members/{user}', {
          params: { path: { team: team.name, user } },
        }),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ['teams'] }),
  });
  return (
    <Card
      title={team.name}
      flush
      actions={
        <span className="tabular text-sm text-muted">
          {team.projects} projects{team.role === null ? '' : `, you are ${team.role}`}
        </span>
      }
    >
      {team.description === '' ? null : <p className="px-4 pt-3 text-muted">{team.description}</p>}
      {error === null ? null : <ErrorNote error={error} />}
      {members === undefined && error === null ? (
        <SkeletonRows rows={team.members} height="h-12" />
      ) : null}
      <ul aria-label={`Members of ${team.name}`}>
        {(members ?? []).map(({ userId, name, email, role }) => (
          <li
            key={userId}
            className="flex min-h-12 flex-wrap items-center gap-x-4 border-b border-line px-4"
          >
            <span className="min-w-0 flex-1 truncate">
              {name} <span className="text-muted">{email}</span>
            </span>
            <span>{role}</span>
            {refusal === null ? (
              <Button
                kind="ghost"
                aria-label={`Remove ${name} from ${team.name}`}
                busy={remove.isPending}
                onClick={() => remove.mutate(userId)}
              >
                Remove
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <div className="flex flex-col gap-2 p-4">
        {remove.error === null ? null : <ErrorNote error={remove.error} />}
        {refusal === null ? (
          <AddMember team={team.name} />
        ) : (
          <p className="text-sm text-muted">Only owners change the members. {refusal}</p>
        )}
      </div>
    </Card>
  );
}
