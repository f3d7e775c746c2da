import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { asProblem } from '../../api/problem.ts';
import { type PreviewRequest, previewQuery } from '../../api/queries.ts';
import type { TemplatePreview } from '../../api/types.ts';
import { formatBytes } from '../../lib/format.ts';
import { Card } from '../../ui/Card.tsx';
import { classes } from '../../ui/classes.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useDebounced } from '../../ui/use-debounced.ts';
import { Status } from '../../ui/Status.tsx';

/** Stands in for the name until there is one. */
const example = 'my-project';

/** What Create will make, renewed while the form is filled in; its size never changes. */
export function Preview({
  template,
  name,
  team,
  description,
  variables,
}: PreviewRequest & { template: string }): ReactNode {
  const request = useMemo(
    () => ({ name: name === '' ? example : name, team, description, variables }),
    [name, team, description, variables],
  );
  const { data, error, isPlaceholderData } = useQuery(
    previewQuery(team === '' ? '' : template, useDebounced(request, 250)),
  );
  return (
    <Card title="What will exist" className="h-[33rem]" flush>
      <div
        className={classes(
          'flex h-[29.9rem] flex-col gap-4 overflow-hidden p-4 transition-opacity duration-150',
          isPlaceholderData && 'opacity-70',
        )}
      >
        <Status className={classes('h-5 truncate', error ? 'text-bad' : 'text-muted')}>
          {error === null
            ? name === ''
              ? `Shown for the name ${example}.`
              : 'Nothing exists before Create.'
            : asProblem(error).message}
        </Status>
        <Facts preview={data} />
        <Files files={data?.files} />
      </div>
    </Card>
  );
}

function Facts({ preview }: { preview: TemplatePreview | undefined }): ReactNode {
  const environment = preview?.environments[0];
  const facts = [
    ['Address', environment?.url],
    ['Repository', preview?.repositoryUrl],
    ['Namespace', environment?.namespace],
    ['Pipeline', preview?.pipelineJobs.map(({ id }) => id).join(' → ')],
  ] as const;
  return (
    <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-y-1">
      {facts.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd className="h-5 truncate font-mono text-sm" title={value}>
            {value ?? <Skeleton className="w-64" />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Files({ files }: { files: TemplatePreview['files'] | undefined }): ReactNode {
  const total = files?.reduce((sum, { size }) => sum + size, 0) ?? 0;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-1">
      <h3 className="tabular text-muted">
        {files === undefined ? 'Files' : `Files: ${files.length}, ${formatBytes(total)}`}
      </h3>
      <ul
        aria-label="Files"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-1 font-mono text-sm"
      >
        {(files ?? []).map(({ path, size }) => (
          <li key={path} className="flex h-6 items-center justify-between gap-3">
            <span className="truncate">{path}</span>
            <span className="tabular shrink-0 text-xs text-muted">{formatBytes(size)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
