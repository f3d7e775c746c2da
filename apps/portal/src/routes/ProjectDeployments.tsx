import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { deploymentsQuery } from '../api/queries.ts';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { SkeletonRows } from '../ui/Skeleton.tsx';
import { DeploymentTable } from './project/DeploymentTable.tsx';

/** Every deployment of a project, newest first. */
export function ProjectDeployments(): ReactNode {
  const { project } = useParams({ from: '/shell/projects/$project' });
  const { data, error, refetch } = useQuery(deploymentsQuery(project));
  if (error !== null && data === undefined) {
    return <ErrorNote error={error} retry={() => void refetch()} />;
  }
  return (
    <Card title="Deployments" flush>
      {data === undefined ? (
        <SkeletonRows rows={5} height="h-9" />
      ) : data.length === 0 ? (
        <Empty title="Nothing was deployed yet.">
          The first deployment follows the first green pipeline.
        </Empty>
      ) : (
        <DeploymentTable deployments={data} />
      )}
    </Card>
  );
}
