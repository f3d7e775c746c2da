import { useSuspenseQuery } from '@tanstack/react-query';
import { LogOut } from 'lucide-react';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { useSignOut } from '../app/use-sign-out.ts';
import { useTitle } from '../app/use-title.ts';
import { Button } from '../ui/Button.tsx';
import { Card, PageHeader } from '../ui/Card.tsx';
import { CreateToken } from './account/CreateToken.tsx';
import { TokenList } from './account/TokenList.tsx';

/** Who is signed in, and the tokens for the command line, git and the registry. */
export function Account(): ReactNode {
  useTitle('Account');
  const { user } = useSuspenseQuery(sessionQuery).data;
  const signOut = useSignOut();
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <PageHeader title="Account">
        <Button onClick={() => void signOut()}>
          <LogOut aria-hidden size={16} />
          Sign out
        </Button>
      </PageHeader>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <TokenList />
        <div className="flex flex-col gap-4">
          <Card title={user.name}>
            <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1">
              <dt className="text-muted">E-mail</dt>
              <dd className="break-all">{user.email}</dd>
              <dt className="text-muted">Role</dt>
              <dd>{user.role}</dd>
            </dl>
          </Card>
          <CreateToken />
        </div>
      </div>
    </div>
  );
}
