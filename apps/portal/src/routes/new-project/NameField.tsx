import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { nameCheckQuery } from '../../api/queries.ts';
import { nameHint } from '../../lib/name-hint.ts';
import { TextField } from '../../ui/Field.tsx';
import { useDebounced } from '../../ui/use-debounced.ts';
import { Status } from '../../ui/Status.tsx';

/** The project's name, checked while it is typed: free, and fit for a host name. */
export function NameField({
  value,
  onChange,
  refused,
}: {
  value: string;
  onChange: (value: string) => void;
  refused: string | undefined;
}): ReactNode {
  const settled = useDebounced(value, 200);
  const check = useQuery(nameCheckQuery(settled));
  const hint = nameHint({
    name: value,
    checked: check.data?.name,
    available: check.data?.available,
    reason: check.data?.reason,
    refused,
    failed: check.isError,
  });
  return (
    <TextField
      label="Name"
      room="min-h-15 sm:min-h-10"
      value={value}
      onChange={(event) => onChange(event.target.value)}
      required
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      error={hint.error ? hint.text : undefined}
      hint={
        <Status className="flex items-center gap-1">
          {hint.free ? <CircleCheck aria-hidden size={14} className="text-good" /> : null}
          {hint.text}
        </Status>
      }
    />
  );
}
