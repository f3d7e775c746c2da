import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { projectsQuery, timelinesQuery } from '../api/queries.ts';
import { useTitle } from '../app/use-title.ts';
import { needsMe } from '../lib/needs-me.ts';
import { buttonClass } from '../ui/Button.tsx';
import { Card, PageHeader } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { FirstVisit } from './home/FirstVisit.tsx';
import { ProjectRow } from './home/ProjectRow.tsx';
import { RunRow } from './home/RunRow.tsx';

/** My projects, what is running, what needs me. */
export function Home(): ReactNode {
  useTitle('Home');
  const projects = useQuery(projectsQuery);
  const timelines = useQuery(timelinesQuery);
  if (projects.isError) {
    return <ErrorNote error={projects.error} retry={() => void projects.refetch()} />;
  }
  const running = (timelines.data ?? []).filter(({ state }) => state === 'running');
  const mine = needsMe(projects.data ?? [], timelines.data ?? []);
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <PageHeader title="Home">
        <Link to="/new" className={buttonClass(projects.data?.length === 0 ? 'plain' : 'primary')}>
          <Plus aria-hidden size={16} />
          New project
        </Link>
      </PageHeader>
      {projects.data?.length === 0 ? (
        <FirstVisit />
      ) : (
        <Card title="My projects" flush>
          {projects.data === undefined ? (
            <SkeletonRows rows={4} height="h-28 md:h-16" />
          ) : (
            <ul>
              {projects.data.map((project) => (
                <ProjectRow key={project.id} project={project} />
              ))}
            </ul>
          )}
        </Card>
      )}
      <div className="grid grid-cols-1 items-start gap-4 md:grid-cols-2">
        <Card title="Running now" flush className="min-h-28">
          <RunList timelines={running} loading={timelines.isPending} empty="Nothing is running." />
        </Card>
        <Card title="Needs you" flush className="min-h-28">
          <RunList timelines={mine} loading={timelines.isPending} empty="Nothing needs you." />
        </Card>
      </div>
    </div>
  );
}

function RunList({
  timelines,
  loading,
  empty,
}: {
  timelines: Parameters<typeof RunRow>[0]['timeline'][];
  loading: boolean;
  empty: string;
}): ReactNode {
  if (loading) return <SkeletonRows rows={1} height="h-14" />;
  if (timelines.length === 0) return <Empty title={empty} />;
  return (
    <ul>
      {timelines.map((timeline) => (
        <RunRow key={timeline.id} timeline={timeline} />
      ))}
    </ul>
  );
}
