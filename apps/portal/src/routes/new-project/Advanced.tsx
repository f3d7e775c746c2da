import { ChevronRight } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Template } from '../../api/types.ts';
import { SelectField, TextField } from '../../ui/Field.tsx';

/** The template's own variables, with their defaults shown. */
export function Advanced({
  variables,
  values,
  errors,
  onChange,
}: {
  /** Undefined while the templates are being fetched. */
  variables: Template['variables'] | undefined;
  values: Record<string, string>;
  errors: Readonly<Record<string, string>>;
  onChange: (values: Record<string, string>) => void;
}): ReactNode {
  if (variables?.length === 0) return null;
  const set = (name: string, value: string): void => {
    const { [name]: _old, ...rest } = values;
    onChange(value === '' ? rest : { ...rest, [name]: value });
  };
  return (
    <Collapsible.Root>
      <Collapsible.Trigger className="group flex h-9 items-center gap-1 font-medium">
        <ChevronRight
          aria-hidden
          size={16}
          className="transition-transform duration-150 group-data-[state=open]:rotate-90"
        />
        Advanced
      </Collapsible.Trigger>
      <Collapsible.Content className="flex flex-col gap-3 pt-2">
        {(variables ?? []).map(({ name, title, default: initial, choices }) =>
          choices === null ? (
            <TextField
              key={name}
              label={title}
              value={values[name] ?? ''}
              placeholder={initial}
              onChange={(event) => set(name, event.target.value)}
              hint={`Default: ${initial === '' ? 'empty' : initial}`}
              error={errors[`variables.${name}`]}
            />
          ) : (
            <SelectField
              key={name}
              label={title}
              value={values[name] ?? initial}
              onChange={(event) => set(name, event.target.value)}
              options={choices.map((choice) => ({ value: choice, label: choice }))}
              hint={`Default: ${initial}`}
              error={errors[`variables.${name}`]}
            />
          ),
        )}
      </Collapsible.Content>
    </Collapsible.Root>
  );
}
