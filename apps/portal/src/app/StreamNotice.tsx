import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatClock } from '../lib/format.ts';
import { useNow } from '../ui/use-now.ts';
import { useStreamLost } from './stream-state.ts';
import { Status } from '../ui/Status.tsx';

/** A hiccup shorter than this is not worth a word. */
const patienceMs = 2_000;

/** Says how old the data on screen are while the event stream is down; floats, so nothing moves. */
export function StreamNotice(): ReactNode {
  const since = useStreamLost();
  const now = useNow(since !== null);
  const age = since === null ? 0 : now - since;
  const shown = since !== null && age >= patienceMs;
  return (
    <Status className="pointer-events-none fixed inset-x-0 bottom-20 z-30 flex justify-center sm:bottom-4">
      {shown ? (
        <div className="appear flex items-center gap-2 rounded-md border border-waiting bg-raised px-3 py-2 shadow-float">
          <LoaderCircle aria-hidden size={16} className="spin text-waiting" />
          <span>Reconnecting,</span>
          <span aria-hidden className="tabular">
            data {formatClock(age)} old
          </span>
          <span className="sr-only">the data on this page may be old</span>
        </div>
      ) : null}
    </Status>
  );
}
