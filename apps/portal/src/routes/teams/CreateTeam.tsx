import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { api, unwrap } from '../../api/client.ts';
import { asProblem } from '../../api/problem.ts';
import type { Session } from '../../api/types.ts';
import { formText } from '../../lib/form-text.ts';
import { platformRefusal } from '../../lib/permissions.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { FormError } from '../../ui/ErrorNote.tsx';
import { TextField } from '../../ui/Field.tsx';

/** A new team, for administrators. */
export function CreateTeam({ session }: { session: Session }): ReactNode {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const create = useMutation({
    mutationFn: (body: { name: string; description: string }) =>
      unwrap(api.POST('/api/v1/teams', { body })),
    async onSuccess() {
      form.current?.reset();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['teams'] }),
        client.invalidateQueries({ queryKey: ['session'] }),
      ]);
    },
  });
  const fields = create.error === null ? {} : asProblem(create.error).fields;
  const refusal = platformRefusal(session, 'team.create');
  return (
    <Card title="Create a team">
      <form
        ref={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          if (refusal !== null || create.isPending) return;
          create.mutate({
            name: formText(data, 'name'),
            description: formText(data, 'description'),
          });
        }}
      >
        <TextField
          label="Name"
          name="name"
          required
          maxLength={30}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          hint="Lower-case letters, digits and hyphens."
          error={fields['name']}
        />
        <TextField label="Description" name="description" maxLength={500} />
        <div className="flex flex-wrap items-center gap-3">
          <Button kind="primary" type="submit" busy={create.isPending} reason={refusal}>
            Create team
          </Button>
        </div>
        <FormError error={create.error} />
      </form>
    </Card>
  );
}
