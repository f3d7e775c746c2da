import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { LogOut, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu, MenuItem } from '../ui/Menu.tsx';
import { useSignOut } from './use-sign-out.ts';

/** Who is signed in, their account, and the way out. */
export function PersonMenu(): ReactNode {
  const navigate = useNavigate();
  const signOut = useSignOut();
  const { user } = useSuspenseQuery(sessionQuery).data;
  return (
    <Menu
      label={
        <>
          <span className="block font-medium text-text">{user.name}</span>
          <span className="block">{user.email}</span>
        </>
      }
      trigger={<IconButton label="Account" icon={UserRound} />}
    >
      <MenuItem icon={UserRound} onSelect={() => void navigate({ to: '/account' })}>
        Account and API tokens
      </MenuItem>
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
