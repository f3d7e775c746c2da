import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNote } from '../ui/ErrorNote.tsx';

/** A page that could not be shown at all. */
export function PageError({ error }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  return (
    <div className="mx-auto max-w-xl p-6">
      <ErrorNote error={error} retry={() => void router.invalidate()} />
    </div>
  );
}
