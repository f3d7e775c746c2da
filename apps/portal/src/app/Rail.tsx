import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { destinations } from './destinations.ts';
import { Logo } from './Logo.tsx';

/** The destinations: a rail at the left; on narrow screens a bar at the bottom. */
export function Rail(): ReactNode {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface sm:sticky sm:inset-auto sm:top-0 sm:h-dvh sm:w-14 sm:shrink-0 sm:flex-col sm:border-t-0 sm:border-r lg:w-48"
    >
      <Link
        to="/"
        aria-label="Fairway"
        className="hidden h-14 items-center gap-2 px-3.5 text-lg font-semibold sm:flex"
      >
        <Logo />
        <span className="hidden lg:inline">Fairway</span>
      </Link>
      <ul className="flex flex-1 sm:flex-col sm:gap-1 sm:p-2">
        {destinations.map(({ to, label, icon: Icon }) => (
          <li key={to} className="flex-1 sm:flex-none">
            <Link
              to={to}
              title={label}
              activeOptions={{ exact: to === '/' }}
              className="flex h-14 flex-col items-center justify-center gap-0.5 rounded-md text-xs text-muted hover:bg-hover hover:text-text aria-[current=page]:text-accent sm:h-10 sm:flex-row sm:text-base sm:aria-[current=page]:bg-hover lg:justify-start lg:gap-2 lg:px-3"
            >
              <Icon aria-hidden size={18} className="shrink-0" />
              <span className="sm:sr-only lg:not-sr-only">{label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
