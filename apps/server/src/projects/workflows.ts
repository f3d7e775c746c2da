import { DBOS } from '@dbos-inc/dbos-sdk';
import type { DeploymentServices } from '../deployments/context.ts';
import { beginDeployment, type DeployWorkflow } from '../deployments/deploy-workflow.ts';
import { runSteps, type StepRunner, type StepsOutcome } from '../durable/steps.ts';
import { loadProject, type ProjectServices } from './context.ts';
import { deletionSteps } from './deletion-steps.ts';
import { deliverySteps, provisionSteps } from './provision-steps.ts';

/** Which run of a workflow this is: 0 is the first, each retry counts one up. */
export interface Attempt {
  timelineId: string;
  attempt: number;
}

/** The durable workflows of a project; their arguments are kept with them, so they are plain data. */
export interface ProjectWorkflows {
  provision: (projectId: string, run: Attempt) => Promise<void>;
  deliver: (runId: string, run: Attempt) => Promise<void>;
  remove: (projectId: string, run: Attempt, archive: boolean) => Promise<void>;
}

/** The environment that every release goes to at once. */
const firstEnvironment = 'dev';

/** The bodies of the workflows; `deploy` is registered, so that it runs as a workflow of its own. */
export function projectWorkflows(
  services: ProjectServices,
  deployments: DeploymentServices,
  deploy: DeployWorkflow,
  runner: StepRunner,
): ProjectWorkflows {
  const { timelines, pipelines, db } = services;

  const deployRun = async (runId: string, run: Attempt, first: boolean): Promise<StepsOutcome> => {
    const deploymentId = await DBOS.runStep(
      async () => {
        const row = await pipelines.get(runId);
        if (row === undefined) return undefined;
        return beginDeployment(deployments, {
          projectId: row.project_id,
          runId,
          environment: firstEnvironment,
          timelineId: run.timelineId,
          deployedBy: row.pusher,
        });
      },
      { name: 'begin deployment' },
    );
    if (deploymentId === undefined) return 'superseded';
    const workflowID = workflowId(`deploy-${deploymentId}`, run);
    const handle = await DBOS.startWorkflow(deploy, { workflowID })(
      deploymentId,
      run.timelineId,
      first,
    );
    return handle.getResult();
  };

  const finish = (run: Attempt, state: 'failed' | 'superseded' | 'done'): Promise<void> =>
    DBOS.runStep(() => timelines.finish(run.timelineId, state), { name: 'finish' });

  return {
    async provision(projectId, run) {
      const load = () => loadProject(services, projectId, run.timelineId);
      let outcome = await runSteps(runner, run.timelineId, provisionSteps, load);
      if (outcome === 'succeeded') {
        const runId = await DBOS.runStep(
          async () => (await pipelines.ofTimeline(run.timelineId))?.id,
          { name: 'first run' },
        );
        outcome = runId === undefined ? 'superseded' : await deployRun(runId, run, true);
      } else {
        await finish(run, outcome);
      }
      await DBOS.runStep(() => settleProject(projectId), { name: 'settle project' });
    },
    async deliver(runId, run) {
      const load = async () => {
        const row = await pipelines.get(runId);
        const project = row && (await loadProject(services, row.project_id, run.timelineId));
        return project && { ...project, runId };
      };
      const outcome = await runSteps(runner, run.timelineId, deliverySteps, load);
      if (outcome !== 'succeeded') {
        await finish(run, outcome);
        return;
      }
      await deployRun(runId, run, false);
      // A push can also repair a project whose creation failed.
      await DBOS.runStep(
        async () => {
          const row = await pipelines.get(runId);
          if (row !== undefined) await settleProject(row.project_id);
        },
        { name: 'settle project' },
      );
    },
    async remove(projectId, run, archive) {
      const load = async () => {
        const project = await loadProject(services, projectId, run.timelineId);
        return project && { ...project, archive };
      };
      const outcome = await runSteps(runner, run.timelineId, deletionSteps, load);
      await finish(run, outcome === 'succeeded' ? 'done' : 'failed');
    },
  };

  /** A project is live from its first live release on; until then its creation has failed. */
  async function settleProject(id: string): Promise<void> {
    const live = await db
      .selectFrom('deployments')
      .select('id')
      .where('project_id', '=', id)
      .where('state', '=', 'live')
      .executeTakeFirst();
    const creating = await db
      .selectFrom('timelines')
      .select('id')
      .where('project_id', '=', id)
      .where('kind', '=', 'provision')
      .where('state', '=', 'running')
      .executeTakeFirst();
    if (live === undefined && creating !== undefined) return;
    await db
      .updateTable('projects')
      .set({ state: live === undefined ? 'failed' : 'live' })
      .where('id', '=', id)
      .where('state', 'in', ['provisioning', 'failed'])
      .execute();
  }
}

/** The id of a workflow: starting it twice under one id runs it once. */
export function workflowId(name: string, { attempt }: Attempt): string {
  return attempt === 0 ? name : `${name}-retry-${attempt}`;
}
