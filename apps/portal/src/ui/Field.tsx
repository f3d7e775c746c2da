import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { classes } from './classes.ts';

interface FieldProps {
  label: string;
  /** Always shown while there is no error. */
  hint?: ReactNode;
  error?: string | undefined;
  /** Height kept free for hint and error, where an error may take several lines. */
  room?: string;
}

const control =
  'w-full rounded-md border bg-surface px-3 text-text disabled:bg-sunken disabled:text-muted';

function controlClass(error: string | undefined, more: string): string {
  return classes(control, error === undefined ? 'border-control' : 'border-bad', more);
}

/** Label, control and one line below it that holds either the hint or the error. */
function Frame({
  id,
  label,
  hint,
  error,
  room = 'min-h-5',
  children,
}: FieldProps & { id: string; children: ReactNode }): ReactNode {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      <div
        id={`${id}-note`}
        className={classes(room, 'text-sm', error === undefined ? 'text-muted' : 'text-bad')}
      >
        {error ?? hint}
      </div>
    </div>
  );
}

/** A one-line text field. */
export function TextField({
  label,
  hint,
  error,
  room = 'min-h-5',
  ...rest
}: FieldProps & InputHTMLAttributes<HTMLInputElement>): ReactNode {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <Frame id={id} label={label} hint={hint} error={error} room={room}>
      <input
        {...rest}
        id={id}
        aria-describedby={`${id}-note`}
        aria-invalid={error === undefined ? undefined : true}
        className={controlClass(error, 'h-9')}
      />
    </Frame>
  );
}

/** A choice of one of several values; the browser's own list, which every device can operate. */
export function SelectField({
  label,
  hint,
  error,
  options,
  ...rest
}: FieldProps &
  SelectHTMLAttributes<HTMLSelectElement> & {
    options: readonly { value: string; label: string }[];
  }): ReactNode {
  const made = useId();
  const id = rest.id ?? made;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        aria-describedby={`${id}-note`}
        aria-invalid={error === undefined ? undefined : true}
        className={controlClass(error, 'h-9')}
      >
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** A small select for tool bars, whose label only screen readers hear. */
export function ToolbarSelect({
  label,
  options,
  ...rest
}: SelectHTMLAttributes<HTMLSelectElement> & {
  label: string;
  options: readonly { value: string; label: string }[];
}): ReactNode {
  return (
    <select
      {...rest}
      aria-label={label}
      className="h-9 max-w-full rounded-md border border-control bg-surface px-2"
    >
      {options.map(({ value, label: text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}
