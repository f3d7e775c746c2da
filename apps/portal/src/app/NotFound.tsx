import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../ui/Button.tsx';

/** An address that leads nowhere. */
export function NotFound(): ReactNode {
  return (
    <main className="mx-auto flex max-w-xl flex-col items-start gap-3 p-6">
      <h1 className="text-xl font-semibold">There is no page at this address</h1>
      <p className="text-muted">It may have been deleted, or the link is not complete.</p>
      <Link to="/" className={buttonClass('primary')}>
        Go to Home
      </Link>
    </main>
  );
}
