import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, unwrap } from '../api/client.ts';
import { sessionQuery, setupQuery } from '../api/queries.ts';
import { EntryPage } from '../app/EntryPage.tsx';
import { useTitle } from '../app/use-title.ts';
import { formText } from '../lib/form-text.ts';
import { Button } from '../ui/Button.tsx';
import { FormError } from '../ui/ErrorNote.tsx';
import { TextField } from '../ui/Field.tsx';
import { Status } from '../ui/Status.tsx';

/** E-mail and password; leads back to where the person wanted to go. */
export function SignIn(): ReactNode {
  useTitle('Sign in');
  const client = useQueryClient();
  const router = useRouter();
  const { to = '/' } = useSearch({ from: '/sign-in' });
  const setup = useQuery(setupQuery);
  const signIn = useMutation({
    mutationFn: (body: { email: string; password: string }) =>
      unwrap(api.POST('/api/v1/auth/sign-in', { body })),
    onSuccess(session) {
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      router.history.replace(to);
    },
  });
  return (
    <EntryPage title="Sign in to Fairway">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          signIn.mutate({
            email: formText(form, 'email'),
            password: formText(form, 'password', true),
          });
        }}
      >
        <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <Button kind="primary" type="submit" busy={signIn.isPending}>
          Sign in
        </Button>
        <FormError error={signIn.error} />
        <Status className="min-h-10 text-muted">
          {setup.data?.needed === true
            ? 'There is no account yet. Open the set-up link that Fairway printed when it started.'
            : ''}
        </Status>
      </form>
    </EntryPage>
  );
}
