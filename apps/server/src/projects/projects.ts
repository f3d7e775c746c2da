import { randomUUID } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../database/schema.ts';
import { environmentSummary } from '../environments/environment-summary.ts';
import type { EnvironmentSummary } from '../environments/schema.ts';
import type { Workflows } from '../durable/workflows.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { argocdNamespace } from '../gitops/names.ts';
import { can, type Subject } from '../policy/can.ts';
import type { Timeline } from '../timeline/schema.ts';
import type { DeploymentServices } from '../deployments/context.ts';
import { deploySteps, scrapeStep } from '../deployments/deploy-steps.ts';
import type { ProjectServices } from './context.ts';
import { deletionSteps } from './deletion-steps.ts';
import { projectNameProblem } from './name.ts';
import { imageStep, provisionSteps } from './provision-steps.ts';
import { archiveTitle, createProjectRuns } from './project-runs.ts';
import type { CreateProject, Project } from './schema.ts';
import { templateVariables } from './template-variables.ts';

/** Projects, as the API offers them. */
export interface Projects {
  /** Why a name cannot be used; null when it can. */
  nameProblem(name: string): Promise<string | null>;
  /**
   * Writes the project and starts its provisioning; everything else happens on the timeline.
   *
   * @throws FairwayError `invalid-name`, `name-taken`, `not-found` (team, template), `forbidden`,
   *   `render-failed`
   */
  create(
    request: CreateProject,
    subject: Subject,
  ): Promise<{ project: Project; timeline: Timeline }>;
  list(subject: Subject, page: { cursor: string | undefined; limit: number }): Promise<Project[]>;
  get(name: string): Promise<Project>;
  /** @throws FairwayError `not-finished` while the project is being made */
  remove(name: string, archive: boolean): Promise<Timeline>;
  /** Runs a failed timeline again. @throws FairwayError `conflict` when it did not fail */
  retry(timelineId: string): Promise<void>;
  /** Starts what a killed server had written down and not begun; what runs already is left alone. */
  resume(): Promise<void>;
  /** The team that owns a project, by the project's name. */
  ownerOf(name: string): Promise<string | undefined>;
}

/** Projects on table `projects`. */
export function createProjects(
  services: ProjectServices,
  deployments: DeploymentServices,
  workflows: Workflows,
): Projects {
  const { db, timelines } = services;
  const runs = createProjectRuns(services, workflows);

  const nameProblem = async (name: string): Promise<string | null> => {
    const problem = projectNameProblem(name);
    if (problem !== undefined) return problem;
    const row = await db
      .selectFrom('projects')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirst();
    return row === undefined ? null : `There is a project "${name}" already.`;
  };

  const read = async (
    narrow: (query: ReturnType<typeof selectProjects>) => ReturnType<typeof selectProjects>,
  ): Promise<Project[]> => {
    const rows = await narrow(selectProjects()).execute();
    return Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        name: row.name,
        team: row.team,
        description: row.description,
        template: row.template,
        state: row.state,
        createdAt: row.created_at.toISOString(),
        createdBy: row.created_by,
        repositoryUrl: services.gitHost.cloneUrl(`${row.team}/${row.name}`),
        environments: [await devEnvironment(row)],
        latestTimelineId: row.latest_timeline,
      })),
    );
  };

  function selectProjects() {
    return db
      .selectFrom('projects')
      .innerJoin('teams', 'teams.id', 'projects.team_id')
      .selectAll('projects')
      .select([
        'teams.name as team',
        sql<string | null>`(select t.id from timelines t where t.project_id = projects.id
          order by t.started_at desc limit 1)`.as('latest_timeline'),
      ]);
  }

  const devEnvironment = async (row: { id: string; name: string }): Promise<EnvironmentSummary> => {
    const live = await db
      .selectFrom('deployments')
      .innerJoin('releases', 'releases.id', 'deployments.release_id')
      .select([
        'releases.id',
        'releases.commit',
        'releases.digest',
        'deployments.finished_at',
        'deployments.deployed_by',
      ])
      .where('deployments.project_id', '=', row.id)
      .where('deployments.environment', '=', 'dev')
      .where('deployments.state', '=', 'live')
      .orderBy('deployments.finished_at', 'desc')
      .executeTakeFirst();
    const { items } = await services.cluster.list(
      { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' },
      { namespace: argocdNamespace, fieldSelector: `metadata.name=${row.name}-dev` },
    );
    const url = deployments.urlOf(row.name, 'dev');
    return environmentSummary({
      project: row.name,
      environment: 'dev',
      url,
      application: items[0],
      live,
    });
  };

  const get = async (name: string): Promise<Project> => {
    const [project] = await read((query) => query.where('projects.name', '=', name));
    if (project !== undefined) return project;
    throw new FairwayError('not-found', {
      message: `There is no project "${name}".`,
      remedy: 'Check the name.',
    });
  };

  const timelineOf = async (id: string): Promise<Timeline> => {
    const timeline = await timelines.get(id);
    if (timeline === undefined) throw new Error(`timeline ${id} is gone`);
    return timeline;
  };

  return {
    nameProblem,
    get,
    async create(request, subject) {
      const problem = projectNameProblem(request.name);
      if (problem !== undefined) throw fieldError('invalid-name', 'name', problem);
      const team = await db
        .selectFrom('teams')
        .select('id')
        .where('name', '=', request.team)
        .executeTakeFirst();
      if (team === undefined || !can(subject, 'project.read', request.team)) {
        throw fieldError(
          'not-found',
          'team',
          `There is no team "${request.team}" that you belong to.`,
        );
      }
      if (!can(subject, 'project.create', request.team)) {
        throw fieldError(
          'forbidden',
          'team',
          `Your role in team "${request.team}" may not create projects.`,
        );
      }
      await services.catalogue.get(request.template);
      // Rendered before anything is written: a wrong variable is told at the form.
      await services.catalogue.render(request.template, templateVariables(request));
      const id = randomUUID();
      const timelineId = `provision-${id}`;
      const begun = await timelines.begin(
        {
          id: timelineId,
          kind: 'provision',
          projectId: id,
          project: request.name,
          team: request.team,
          title: `Create ${request.name}`,
          steps: stepsOfCreation,
        },
        (transaction) =>
          insertProject(transaction, { ...request, id, teamId: team.id, createdBy: subject.email }),
      );
      if (!begun) {
        throw fieldError('name-taken', 'name', `There is a project "${request.name}" already.`);
      }
      await workflows.provision(id, { timelineId, attempt: 0 });
      return { project: await get(request.name), timeline: await timelineOf(timelineId) };
    },
    async list(subject, { cursor, limit }) {
      const visible = subject.role === 'admin' ? undefined : [...subject.teams.keys()];
      if (visible?.length === 0) return [];
      return read((query) => {
        let page = query.orderBy('projects.name').limit(limit);
        if (visible !== undefined) page = page.where('teams.name', 'in', visible);
        return cursor === undefined ? page : page.where('projects.name', '>', cursor);
      });
    },
    async remove(name, archive) {
      const project = await get(name);
      const timelineId = `delete-${project.id}`;
      await timelines.begin(
        {
          id: timelineId,
          kind: 'deletion',
          projectId: project.id,
          project: name,
          team: project.team,
          title: archive ? `${archiveTitle} ${name}` : `Delete ${name}`,
          steps: deletionSteps,
        },
        (transaction) => claimDeletion(transaction, project),
      );
      const timeline = await timelineOf(timelineId);
      // Asked for again after it failed, a deletion goes on where it stopped.
      if (timeline.state === 'failed') await runs.retry(timelineId);
      else await runs.start(timeline);
      return timelineOf(timelineId);
    },
    retry: (timelineId) => runs.retry(timelineId),
    resume: () => runs.resume(),
    async ownerOf(name) {
      const row = await db
        .selectFrom('projects')
        .innerJoin('teams', 'teams.id', 'projects.team_id')
        .select('teams.name')
        .where('projects.name', '=', name)
        .executeTakeFirst();
      return row?.name;
    },
  };
}

/** What a creation shows: the image appears while the pipeline builds it. */
const stepsOfCreation = [...provisionSteps, ...deploySteps, scrapeStep].flatMap((step) =>
  step.key === 'release' ? [imageStep, step] : [step],
);

/** False when the name is taken. */
async function insertProject(
  transaction: Transaction<Database>,
  project: CreateProject & { id: string; teamId: string; createdBy: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('projects')
    .values({
      id: project.id,
      name: project.name,
      team_id: project.teamId,
      description: project.description,
      template: project.template,
      variables: JSON.stringify(project.variables),
      state: 'provisioning',
      created_at: new Date(),
      created_by: project.createdBy,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Marks a project as being deleted. @throws FairwayError `not-finished` while it is being made. */
async function claimDeletion(
  transaction: Transaction<Database>,
  { id, name }: { id: string; name: string },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('projects')
    .set({ state: 'deleting' })
    .where('id', '=', id)
    .where('state', 'in', ['live', 'failed', 'deleting'])
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return true;
  throw new FairwayError('not-finished', {
    message: `Project "${name}" is still being created.`,
    remedy: 'Wait until its run has ended, then delete it.',
  });
}

function fieldError(
  code: 'invalid-name' | 'name-taken' | 'not-found' | 'forbidden',
  field: string,
  reason: string,
): FairwayError {
  return new FairwayError(code, {
    message: reason,
    remedy: code === 'forbidden' ? 'Ask an owner of the team.' : 'Choose another one.',
    fields: { [field]: reason },
  });
}
