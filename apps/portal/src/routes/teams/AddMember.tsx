import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { api, unwrap } from '../../api/client.ts';
import type { TeamRole } from '../../api/types.ts';
import { formText } from '../../lib/form-text.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { ToolbarSelect } from '../../ui/Field.tsx';

const roles: readonly TeamRole[] = ['viewer', 'developer', 'maintainer', 'owner'];

/** Adds somebody with an account to a team, or changes their role. */
export function AddMember({ team }: { team: string }): ReactNode {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [role, setRole] = useState<TeamRole>('developer');
  const put = useMutation({
    mutationFn: (email: string) =>
      unwrap(
        api.PUT('/api/v1/teams/{team}/members', {
          params: { path: { team } },
          body: { email, role },
        }),
      ),
    async onSuccess() {
      form.current?.reset();
      await client.invalidateQueries({ queryKey: ['teams'] });
    },
  });
  return (
    <>
      <form
        ref={form}
        className="flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          put.mutate(formText(new FormData(event.currentTarget), 'email'));
        }}
      >
        <input
          type="email"
          name="email"
          required
          aria-label={`E-mail of the new member of ${team}`}
          placeholder="person@example.com"
          className="h-9 min-w-0 flex-1 basis-48 rounded-md border border-control bg-surface px-3"
        />
        <ToolbarSelect
          label={`Role in ${team}`}
          value={role}
          onChange={({ target }) =>
            setRole(roles.find((one) => one === target.value) ?? 'developer')
          }
          options={roles.map((one) => ({ value: one, label: one }))}
        />
        <Button type="submit" busy={put.isPending}>
          Add member
        </Button>
      </form>
      {put.error === null ? null : <ErrorNote error={put.error} />}
    </>
  );
}
