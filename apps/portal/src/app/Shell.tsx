import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { connectEvents } from '../api/connect-events.ts';
import { Breadcrumb } from './Breadcrumb.tsx';
import { Palette } from './Palette.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import { Rail } from './Rail.tsx';
import { RunningWork } from './RunningWork.tsx';
import { setStreamLost } from './stream-state.ts';
import { StreamNotice } from './StreamNotice.tsx';
import { ThemeMenu } from './ThemeMenu.tsx';

/** The frame around every page of somebody signed in. */
export function Shell(): ReactNode {
  const client = useQueryClient();
  useEffect(() => {
    const leave = connectEvents(client, setStreamLost);
    return () => {
      leave();
      setStreamLost(null);
    };
  }, [client]);
  return (
    <div className="flex min-h-dvh flex-col sm:flex-row">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-raised p-3 font-medium focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col pb-20 sm:pb-0">
        <header className="sticky top-0 z-20 flex h-14 items-center gap-1 border-b border-line bg-surface px-4">
          <Breadcrumb />
          <Palette />
          <RunningWork />
          <ThemeMenu />
          <PersonMenu />
        </header>
        <main id="main" tabIndex={-1} className="w-full flex-1 p-4 outline-none sm:p-6">
          <Outlet />
        </main>
      </div>
      <StreamNotice />
    </div>
  );
}
