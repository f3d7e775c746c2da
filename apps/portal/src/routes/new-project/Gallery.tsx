import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Template } from '../../api/types.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Status } from '../../ui/Status.tsx';

const card = 'flex h-32 flex-col gap-1 rounded-md border bg-surface p-4 text-left';

/** The templates as cards, of which one is chosen. */
export function Gallery({
  templates,
  chosen,
  onChoose,
}: {
  templates: readonly Template[] | undefined;
  chosen: string | undefined;
  onChoose: (name: string) => void;
}): ReactNode {
  if (templates === undefined) {
    return (
      <Status label="Loading" className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <div className={`${card} border-line`}>
          <Skeleton className="w-40" />
        </div>
      </Status>
    );
  }
  return (
    <RadioGroup.Root
      aria-label="Template"
      value={chosen ?? ''}
      onValueChange={onChoose}
      className="grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3"
    >
      {templates.map(({ name, title, description, language, tags }) => (
        <RadioGroup.Item
          key={name}
          value={name}
          className={`${card} border-line hover:bg-hover data-[state=checked]:border-accent data-[state=checked]:outline-1 data-[state=checked]:outline-accent`}
        >
          <span className="flex w-full items-center justify-between gap-2">
            <span className="truncate font-semibold">{title}</span>
            <span className="shrink-0 text-sm text-muted">{language}</span>
          </span>
          <span className="line-clamp-2 text-muted">{description}</span>
          <span className="mt-auto truncate text-xs text-muted">{tags.join(' · ')}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
