import { useQuery } from '@tanstack/react-query';
import { Link, useMatches, useParams } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { projectsQuery, timelineQuery } from '../api/queries.ts';

/** Where the reader is: team / project / part; or the page's name. */
export function Breadcrumb(): ReactNode {
  const { project, timeline } = useParams({ strict: false });
  const title = useMatches({ select: (matches) => matches.at(-1)?.staticData.title });
  const projects = useQuery({ ...projectsQuery, enabled: project !== undefined });
  const run = useQuery({ ...timelineQuery(timeline ?? ''), enabled: timeline !== undefined });
  const name = project ?? run.data?.project;
  const team = run.data?.team ?? projects.data?.find((one) => one.name === name)?.team;
  const deleted = run.data?.kind === 'deletion' && run.data.state === 'done';
  const parts: ReactNode[] = [];
  if (team !== undefined) parts.push(<Link to="/teams">{team}</Link>);
  if (name !== undefined && deleted) parts.push(<span>{name}</span>);
  else if (name !== undefined) {
    parts.push(
      <Link to="/projects/$project" params={{ project: name }}>
        {name}
      </Link>,
    );
  }
  if (title !== undefined && title !== '') parts.push(<span aria-current="page">{title}</span>);
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1 text-muted">
        {parts.map((part, index) => (
          <li
            key={index}
            className="flex min-w-0 shrink items-center gap-1 last:min-w-fit last:text-text [&_a]:truncate [&_a:hover]:text-text [&_a:hover]:underline"
          >
            {index === 0 ? null : <ChevronRight aria-hidden size={14} className="shrink-0" />}
            {part}
          </li>
        ))}
      </ol>
    </nav>
  );
}
