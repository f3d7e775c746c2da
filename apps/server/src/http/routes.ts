import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import { auditRoutes } from '../audit/routes.ts';
import type { Database } from '../database/schema.ts';
import { deploymentRoutes } from '../deployments/routes.ts';
import type { Environments } from '../environments/environments.ts';
import { environmentRoutes } from '../environments/routes.ts';
import type { Identity } from '../identity/identity.ts';
import { identityRoutes } from '../identity/routes.ts';
import { createFirstTeam } from '../identity/setup-administrator.ts';
import type { Setup } from '../identity/setup.ts';
import type { Dashboards } from '../observability/dashboards.ts';
import type { JobLogs } from '../pipelines/job-logs.ts';
import type { Pipelines } from '../pipelines/pipelines.ts';
import { pipelineRoutes } from '../pipelines/routes.ts';
import { platformRoutes } from '../platform/routes.ts';
import type { Finding, PlatformInfo } from '../platform/schema.ts';
import type { Projects } from '../projects/projects.ts';
import { projectRoutes } from '../projects/routes.ts';
import type { Teams } from '../teams/teams.ts';
import { teamRoutes } from '../teams/routes.ts';
import type { Catalogue } from '../templates/catalogue.ts';
import { templateRoutes } from '../templates/routes.ts';
import type { Events } from '../timeline/events.ts';
import { timelineRoutes } from '../timeline/routes.ts';
import type { Timelines } from '../timeline/timelines.ts';
import type { App } from './app.ts';

/** Everything that the API's routes call. */
export interface ApiServices {
  db: Kysely<Database>;
  identity: Identity;
  setup: Setup;
  teams: Teams;
  catalogue: Catalogue;
  projects: Projects;
  environments: Environments;
  dashboards: Dashboards;
  pipelines: Pipelines;
  jobLogs: JobLogs;
  timelines: Timelines;
  events: Events;
  audit: AuditLog;
  platform: {
    info: z.infer<typeof PlatformInfo>;
    findings(): Promise<z.infer<typeof Finding>[]>;
  };
  cloneUrl(repository: string): string;
  urlOf(project: string, environment: string): string;
  projectName(id: string): Promise<string>;
}

/** Registers every route of the API. */
export function registerRoutes(app: App, services: ApiServices): void {
  const { projects } = services;
  identityRoutes(app, services.identity, services.setup, (user) =>
    createFirstTeam(services.identity, services.teams, user),
  );
  teamRoutes(app, services.teams);
  templateRoutes(app, services);
  projectRoutes(app, projects, services.timelines);
  timelineRoutes(app, { ...services, retry: (id) => projects.retry(id) });
  pipelineRoutes(app, {
    pipelines: services.pipelines,
    logs: services.jobLogs,
    projectId: async (name) => (await projects.get(name)).id,
    projectName: (id) => services.projectName(id),
  });
  deploymentRoutes(app, services.db);
  environmentRoutes(app, services.environments, services.dashboards);
  auditRoutes(app, services.audit);
  platformRoutes(app, services.platform);
}
