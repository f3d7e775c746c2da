import type { Kysely } from 'kysely';
import type { KubeClient } from '@fairway/kube';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import type { CiPort } from '../adapters/ci/port.ts';
import type { RegistryPort } from '../adapters/registry/port.ts';
import type { Database } from '../database/schema.ts';
import type { GitopsWriter } from '../gitops/gitops-writer.ts';
import type { Pipelines } from '../pipelines/pipelines.ts';
import type { JobLogs } from '../pipelines/job-logs.ts';
import type { Catalogue } from '../templates/catalogue.ts';
import type { Timelines } from '../timeline/timelines.ts';

/** What provisioning and deletion work with. */
export interface ProjectServices {
  db: Kysely<Database>;
  catalogue: Catalogue;
  gitHost: GitHostPort;
  gitops: GitopsWriter;
  pipelines: Pipelines;
  jobLogs: JobLogs;
  ci: CiPort;
  registry: RegistryPort;
  cluster: KubeClient;
  timelines: Timelines;
}

/** One project, as its durable workflows see it. */
export interface ProjectContext {
  services: ProjectServices;
  timelineId: string;
  id: string;
  name: string;
  team: string;
  description: string;
  template: string;
  variables: Record<string, string>;
  /** `<team>/<name>`: the repository in the git host and in the registry. */
  repository: string;
  createdBy: string;
}

/** Reads a project, or undefined when it is gone. */
export async function loadProject(
  services: ProjectServices,
  id: string,
  timelineId: string,
): Promise<ProjectContext | undefined> {
  const row = await services.db
    .selectFrom('projects')
    .innerJoin('teams', 'teams.id', 'projects.team_id')
    .selectAll('projects')
    .select('teams.name as team')
    .where('projects.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    services,
    timelineId,
    id,
    name: row.name,
    team: row.team,
    description: row.description,
    template: row.template,
    variables: row.variables,
    repository: `${row.team}/${row.name}`,
    createdBy: row.created_by,
  };
}
