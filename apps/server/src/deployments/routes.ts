import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database/schema.ts';
import type { App } from '../http/app.ts';
import { type Deployment, DeploymentList } from './schema.ts';

/** The deployments of a project, newest first. */
export function deploymentRoutes(app: App, db: Kysely<Database>): void {
  app.get(
    '/api/v1/projects/:project/deployments',
    {
      config: { access: { team: 'project.read', of: 'project' } },
      schema: {
        tags: ['Deployments'],
        operationId: 'listDeployments',
        params: z.object({ project: z.string().max(63) }),
        response: { 200: DeploymentList },
      },
    },
    async (request) => ({ items: await readDeployments(db, request.params.project) }),
  );
}

async function readDeployments(db: Kysely<Database>, project: string): Promise<Deployment[]> {
  const rows = await db
    .selectFrom('deployments')
    .innerJoin('projects', 'projects.id', 'deployments.project_id')
    .innerJoin('releases', 'releases.id', 'deployments.release_id')
    .selectAll('deployments')
    .select(['releases.commit', 'releases.digest', 'releases.message'])
    .where('projects.name', '=', project)
    .orderBy('deployments.started_at', 'desc')
    .limit(50)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    environment: row.environment,
    state: row.state,
    release: {
      id: row.release_id,
      version: row.commit.slice(0, 7),
      commit: row.commit,
      digest: row.digest,
      message: row.message,
    },
    timelineId: row.timeline_id,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    deployedBy: row.deployed_by,
  }));
}
