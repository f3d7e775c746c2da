import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, unwrap } from '../api/client.ts';

/** Ends the session of this browser and forgets what it was told. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await unwrap(api.POST('/api/v1/auth/sign-out'));
    await navigate({ to: '/sign-in' });
    client.clear();
  };
}
