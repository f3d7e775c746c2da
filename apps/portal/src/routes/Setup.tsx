import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, unwrap } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { sessionQuery, setupQuery } from '../api/queries.ts';
import { EntryPage } from '../app/EntryPage.tsx';
import { useTitle } from '../app/use-title.ts';
import { formText } from '../lib/form-text.ts';
import { Button, buttonClass } from '../ui/Button.tsx';
import { FormError } from '../ui/ErrorNote.tsx';
import { TextField } from '../ui/Field.tsx';

/** Makes the first administrator, through the one-time link. */
export function Setup(): ReactNode {
  useTitle('Set up');
  const { token } = useSearch({ from: '/setup' });
  const setup = useQuery(setupQuery);
  if (setup.data?.needed === false) {
    return (
      <EntryPage title="Fairway is set up">
        <p className="text-muted">An administrator exists already.</p>
        <Link to="/sign-in" className={buttonClass('primary')}>
          Go to sign-in
        </Link>
      </EntryPage>
    );
  }
  return (
    <EntryPage title="Create the first administrator">
      {token === '' ? (
        <p>
          This page needs the one-time link that Fairway printed when it started. Restart Fairway
          for a new link.
        </p>
      ) : (
        <SetupForm token={token} />
      )}
    </EntryPage>
  );
}

function SetupForm({ token }: { token: string }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (body: { token: string; name: string; email: string; password: string }) =>
      unwrap(api.POST('/api/v1/setup', { body })),
    async onSuccess(session) {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/', replace: true });
    },
  });
  const fields = create.error === null ? {} : asProblem(create.error).fields;
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        create.mutate({
          token,
          name: formText(form, 'name'),
          email: formText(form, 'email'),
          password: formText(form, 'password', true),
        });
      }}
    >
      <TextField
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        error={fields['name']}
      />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        error={fields['email']}
      />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={10}
        maxLength={128}
        hint="At least 10 characters."
        error={fields['password']}
      />
      <Button kind="primary" type="submit" busy={create.isPending}>
        Create administrator
      </Button>
      <FormError error={create.error} />
    </form>
  );
}
