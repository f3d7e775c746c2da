import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { api, unwrap } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import { rememberTimeline, sessionQuery } from '../../api/queries.ts';
import type { Timeline } from '../../api/types.ts';
import { teamRefusal } from '../../lib/permissions.ts';
import { Button } from '../../ui/Button.tsx';

/** Runs a failed timeline again from the step that failed. */
export function RetryButton({ timeline }: { timeline: Timeline }): ReactNode {
  const client = useQueryClient();
  const session = useSuspenseQuery(sessionQuery).data;
  const retry = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/timelines/{timeline}/retry', {
          params: { path: { timeline: timeline.id } },
        }),
      ),
    onSuccess: (fresh) => rememberTimeline(client, fresh),
  });
  return (
    <>
      <Button
        kind="primary"
        busy={retry.isPending}
        reason={teamRefusal(session, 'project.deploy', timeline.team)}
        onClick={() => retry.mutate()}
      >
        <RotateCw aria-hidden size={16} />
        Retry from this step
      </Button>
      {retry.error === null ? null : (
        <span role="alert" className="text-bad">
          {asProblem(retry.error).message} {asProblem(retry.error).remedy}
        </span>
      )}
    </>
  );
}
