import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { api, unwrap } from '../../api/client.ts';
import { formText } from '../../lib/form-text.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';
import { FormError } from '../../ui/ErrorNote.tsx';
import { SelectField, TextField } from '../../ui/Field.tsx';
import { Status } from '../../ui/Status.tsx';

const lifetimes = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
];

/** Makes a token and shows it this once. */
export function CreateToken(): ReactNode {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const create = useMutation({
    mutationFn: (body: { name: string; expiresInDays: number }) =>
      unwrap(api.POST('/api/v1/auth/tokens', { body })),
    async onSuccess() {
      form.current?.reset();
      await client.invalidateQueries({ queryKey: ['tokens'] });
    },
  });
  return (
    <Card title="Create an API token">
      <form
        ref={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          create.mutate({
            name: formText(data, 'name'),
            expiresInDays: Number(formText(data, 'days')),
          });
        }}
      >
        <TextField
          label="Name"
          name="name"
          required
          maxLength={64}
          autoComplete="off"
          hint="What will use it, for example: laptop."
        />
        <SelectField label="Expires after" name="days" defaultValue="90" options={lifetimes} />
        <div>
          <Button kind="primary" type="submit" busy={create.isPending}>
            Create token
          </Button>
        </div>
        <FormError error={create.error} />
      </form>
      {create.data === undefined ? null : (
        <Status className="mt-4 flex flex-col gap-2 border-t border-line pt-4">
          <p className="font-medium">Copy the token now: it is not shown again.</p>
          <CopyLine text={create.data.token} label="Copy the token" />
          <div>
            <Button onClick={() => create.reset()}>Done, hide it</Button>
          </div>
        </Status>
      )}
    </Card>
  );
}
