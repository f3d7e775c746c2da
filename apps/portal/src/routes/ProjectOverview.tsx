import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { deploymentsQuery, projectQuery, projectTimelinesQuery } from '../api/queries.ts';
import { AddressLink } from '../ui/AddressLink.tsx';
import { Card } from '../ui/Card.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Empty } from '../ui/Empty.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { RunRow } from './home/RunRow.tsx';
import { CloneCard } from './project/CloneCard.tsx';
import { DeploymentTable } from './project/DeploymentTable.tsx';
import { EnvironmentCard } from './project/EnvironmentCard.tsx';

/** The address first, then the environments, what was deployed, what ran, and how to clone. */
export function ProjectOverview(): ReactNode {
  const { project: name } = useParams({ from: '/shell/projects/$project' });
  const { data: project } = useQuery(projectQuery(name));
  const deployments = useQuery(deploymentsQuery(name));
  const timelines = useQuery(projectTimelinesQuery(name));
  const address = project?.environments[0]?.url;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex h-10 min-w-0 items-center gap-2">
        {project === undefined ? (
          <Skeleton className="h-7 w-80" />
        ) : address === undefined ? (
          <p className="text-muted">No address yet: the project has not been deployed.</p>
        ) : (
          <>
            <AddressLink url={address} className="text-lg font-semibold sm:text-xl" />
            <CopyButton text={address} label="Copy the address" />
          </>
        )}
      </div>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {project === undefined ? (
          <div className="h-80 rounded-md border border-line bg-surface" />
        ) : (
          project.environments.map((environment) => (
            <EnvironmentCard key={environment.name} project={name} environment={environment} />
          ))
        )}
        <CloneCard repositoryUrl={project?.repositoryUrl} />
      </div>
      <div className="flex flex-col gap-4">
        <Card title="Recent deployments" flush className="min-h-44">
          {deployments.data === undefined ? (
            <SkeletonRows rows={3} height="h-9" />
          ) : deployments.data.length === 0 ? (
            <Empty title="Nothing was deployed yet." />
          ) : (
            <DeploymentTable deployments={deployments.data.slice(0, 5)} />
          )}
        </Card>
        <Card title="Recent runs" flush className="min-h-44">
          {timelines.data === undefined ? (
            <SkeletonRows rows={2} height="h-14" />
          ) : timelines.data.length === 0 ? (
            <Empty title="Nothing ran yet." />
          ) : (
            <ul>
              {timelines.data.slice(0, 5).map((timeline) => (
                <RunRow key={timeline.id} timeline={timeline} />
              ))}
            </ul>
          )}
        </Card>
      </div>
    </div>
  );
}
