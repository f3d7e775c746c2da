import { OctagonX } from 'lucide-react';
import { type ReactNode, type Ref, useEffect, useRef } from 'react';
import { asProblem } from '../api/problem.ts';
import { Button } from './Button.tsx';

/** What failed, why, and what to do; with a button to try again when that can help. */
export function ErrorNote({
  error,
  retry,
  ref,
}: {
  error: unknown;
  retry?: () => void;
  ref?: Ref<HTMLDivElement>;
}): ReactNode {
  const problem = asProblem(error);
  return (
    <div
      ref={ref}
      tabIndex={-1}
      role="alert"
      className="flex items-start gap-3 rounded-md border border-bad bg-surface p-3"
    >
      <OctagonX aria-hidden size={18} className="mt-px shrink-0 text-bad" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium break-words">{problem.message}</p>
        <p className="text-muted">{problem.remedy}</p>
        {problem.requestId === null ? null : (
          <p className="text-xs text-muted">
            Request <code className="font-mono">{problem.requestId}</code>
          </p>
        )}
        {retry === undefined ? null : (
          <div className="pt-1">
            <Button onClick={retry}>Try again</Button>
          </div>
        )}
      </div>
    </div>
  );
}

/** The error of a form: takes the focus each time that it changes. */
export function FormError({ error }: { error: unknown }): ReactNode {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error !== null && error !== undefined) note.current?.focus();
  }, [error]);
  return error === null || error === undefined ? null : <ErrorNote ref={note} error={error} />;
}
