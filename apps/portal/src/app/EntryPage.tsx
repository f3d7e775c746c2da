import type { ReactNode } from 'react';
import { Logo } from './Logo.tsx';

/** The frame of the pages before anybody is signed in. */
export function EntryPage({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col gap-6 px-4 pt-[12dvh]">
      <div className="flex items-center gap-3">
        <Logo size={36} />
        <h1 className="text-xl font-semibold">{title}</h1>
      </div>
      {children}
    </main>
  );
}
