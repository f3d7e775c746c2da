import type { KubeClient } from '@fairway/kube';
import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { GitHostPort } from '../adapters/git-host/port.ts';
import type { GitopsWriter } from '../gitops/gitops-writer.ts';
import { environmentName } from '../gitops/names.ts';

/** What the steps of a deployment work with. */
export interface DeploymentServices {
  db: Kysely<Database>;
  gitHost: GitHostPort;
  gitops: GitopsWriter;
  /** The cluster that runs the environments, and holds the Applications. */
  cluster: KubeClient;
  /** Last lines of a pod's log, for the reason of a failure. */
  lastLogLines(namespace: string, pod: string, container: string): Promise<string>;
  /** Status of a GET of the environment's URL, through the ingress. */
  probeUrl(host: string): Promise<number>;
  /** Whether the scraper has read the metrics of a pod of this namespace. */
  scraped(namespace: string): boolean;
  hostOf(project: string, environment: string): string;
  urlOf(project: string, environment: string): string;
}

/** One deployment, with all that its steps ask of the database. */
export interface DeploymentContext {
  services: DeploymentServices;
  id: string;
  projectId: string;
  project: string;
  team: string;
  environment: string;
  namespace: string;
  runNumber: number;
  release: {
    id: string;
    commit: string;
    chartCommit: string;
    image: string;
    digest: string;
    message: string;
  };
}

/** Reads a deployment, or undefined when its project was deleted meanwhile. */
export async function loadDeployment(
  services: DeploymentServices,
  id: string,
): Promise<DeploymentContext | undefined> {
  const row = await services.db
    .selectFrom('deployments')
    .innerJoin('projects', 'projects.id', 'deployments.project_id')
    .innerJoin('teams', 'teams.id', 'projects.team_id')
    .innerJoin('releases', 'releases.id', 'deployments.release_id')
    .innerJoin('pipeline_runs', 'pipeline_runs.id', 'releases.run_id')
    .select([
      'deployments.project_id',
      'deployments.environment',
      'projects.name as project',
      'teams.name as team',
      'releases.id as release_id',
      'releases.commit',
      'releases.chart_commit',
      'releases.image',
      'releases.digest',
      'releases.message',
      'pipeline_runs.number',
    ])
    .where('deployments.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return {
    services,
    id,
    projectId: row.project_id,
    project: row.project,
    team: row.team,
    environment: row.environment,
    namespace: environmentName(row.project, row.environment),
    runNumber: row.number,
    release: {
      id: row.release_id,
      commit: row.commit,
      chartCommit: row.chart_commit,
      image: row.image,
      digest: row.digest,
      message: row.message,
    },
  };
}
