import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
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
      const inserted = await db
        .insertInto('projects')
        .values({
          id,
          name: request.name,
          team_id: team.id,
          description: request.description,
          template: request.template,
          variables: JSON.stringify(request.variables),
          state: 'provisioning',
          created_at: new Date(),
          created_by: subject.email,
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .executeTakeFirst();
      if (inserted.numInsertedOrUpdatedRows !== 1n) {
        throw fieldError('name-taken', 'name', `There is a project "${request.name}" already.`);
      }
      const timelineId = `provision-${id}`;
      await startProvisioning({ id, name: request.name, team: request.team, timelineId });
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
      const claimed = await db
        .updateTable('projects')
        .set({ state: 'deleting' })
        .where('id', '=', project.id)
        .where('state', 'in', ['live', 'failed', 'deleting'])
        .executeTakeFirst();
      if (claimed.numUpdatedRows === 0n) {
        throw new FairwayError('not-finished', {
          message: `Project "${name}" is still being created.`,
          remedy: 'Wait until its run has ended, then delete it.',
        });
      }
      await timelines.begin({
        id: timelineId,
        kind: 'deletion',
        projectId: project.id,
        project: name,
        team: project.team,
        title: archive ? `Archive ${name}` : `Delete ${name}`,
        steps: deletionSteps,
      });
      await workflows.remove(project.id, { timelineId, attempt: 0 }, archive);
      return timelineOf(timelineId);
    },
    async retry(timelineId) {
      const timeline = await timelineOf(timelineId);
      if (timeline.state !== 'failed') {
        throw new FairwayError('conflict', {
          message: 'Only a failed run can be retried.',
          remedy: 'Wait until it has ended.',
        });
      }
      const run = { timelineId, attempt: await nextAttempt(timelineId) };
      await timelines.reopen(timelineId);
      const runRow = await db
        .selectFrom('pipeline_runs')
        .select(['id', 'conclusion', 'project_id'])
        .where('timeline_id', '=', timelineId)
        .executeTakeFirst();
      if (runRow?.conclusion === 'failure') await services.pipelines.rerun(runRow.id);
      if (timeline.kind === 'delivery' && runRow !== undefined) {
        await workflows.deliver(runRow.id, run);
        return;
      }
      const projectId = timelineId.slice(timelineId.indexOf('-') + 1);
      if (timeline.kind === 'deletion') {
        await workflows.remove(projectId, run, timeline.title.startsWith('Archive'));
        return;
      }
      await db
        .updateTable('projects')
        .set({ state: 'provisioning' })
        .where('id', '=', projectId)
        .execute();
      await workflows.provision(projectId, run);
    },
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

  async function startProvisioning(project: {
    id: string;
    name: string;
    team: string;
    timelineId: string;
  }): Promise<void> {
    const steps = [...provisionSteps, ...deploySteps, scrapeStep].flatMap((step) =>
      step.key === 'release' ? [imageStep, step] : [step],
    );
    await timelines.begin({
      id: project.timelineId,
      kind: 'provision',
      projectId: project.id,
      project: project.name,
      team: project.team,
      title: `Create ${project.name}`,
      steps,
    });
    await workflows.provision(project.id, { timelineId: project.timelineId, attempt: 0 });
  }

  /** Attempts are counted in the settings, so that a retry after a restart has a fresh id. */
  async function nextAttempt(timelineId: string): Promise<number> {
    const key = `attempt/${timelineId}`;
    const row = await db
      .insertInto('settings')
      .values({ key, value: JSON.stringify({ attempt: 1 }) })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          value: sql`jsonb_build_object('attempt', (settings.value->>'attempt')::int + 1)`,
        }),
      )
      .returning('value')
      .executeTakeFirstOrThrow();
    return Number(row.value['attempt']);
  }
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
