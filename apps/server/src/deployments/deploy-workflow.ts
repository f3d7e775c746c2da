import { DBOS } from '@dbos-inc/dbos-sdk';
import { runSteps, type StepRunner, type StepsOutcome } from '../durable/steps.ts';
import type { Timelines } from '../timeline/timelines.ts';
import { type DeploymentServices, loadDeployment } from './context.ts';
import { deploySteps, scrapeStep } from './deploy-steps.ts';

/** Puts a release on an environment and ends the timeline; `first` waits for the first scrape too. */
export type DeployWorkflow = (
  deploymentId: string,
  timelineId: string,
  first: boolean,
) => Promise<StepsOutcome>;

/** The durable workflow `deploy-<release>-<environment>`. */
export function deployWorkflow(services: DeploymentServices, runner: StepRunner): DeployWorkflow {
  const { timelines } = runner;
  return async (deploymentId, timelineId, first) => {
    const steps = first ? [...deploySteps, scrapeStep] : deploySteps;
    const load = () => loadDeployment(services, deploymentId);
    const outcome = await runSteps(runner, timelineId, steps, load);
    await DBOS.runStep(() => settle(services, timelines, deploymentId, timelineId, outcome), {
      name: 'settle deployment',
    });
    return outcome;
  };
}

async function settle(
  services: DeploymentServices,
  timelines: Timelines,
  deploymentId: string,
  timelineId: string,
  outcome: StepsOutcome,
): Promise<void> {
  const deployment = await loadDeployment(services, deploymentId);
  if (deployment === undefined) {
    await timelines.finish(timelineId, 'superseded');
    return;
  }
  const state = outcome === 'succeeded' ? 'live' : outcome;
  const { db } = services;
  if (state === 'live') {
    await db
      .updateTable('deployments')
      .set({ state: 'superseded' })
      .where('project_id', '=', deployment.projectId)
      .where('environment', '=', deployment.environment)
      .where('state', '=', 'live')
      .where('id', '!=', deploymentId)
      .execute();
  }
  await db
    .updateTable('deployments')
    .set({ state, finished_at: new Date() })
    .where('id', '=', deploymentId)
    .execute();
  // Before the timeline ends: whoever waits for its end then sees the project live.
  if (state === 'live') {
    await db
      .updateTable('projects')
      .set({ state: 'live' })
      .where('id', '=', deployment.projectId)
      .where('state', 'in', ['provisioning', 'failed'])
      .execute();
  }
  const url = services.urlOf(deployment.project, deployment.environment);
  await timelines.finish(timelineId, state, state === 'live' ? url : undefined);
}

/** Records that a release is being put on an environment; the same again gives the same id. */
export async function beginDeployment(
  { db }: Pick<DeploymentServices, 'db'>,
  request: {
    projectId: string;
    runId: string;
    environment: string;
    timelineId: string;
    deployedBy: string;
  },
): Promise<string> {
  const release = await db
    .selectFrom('releases')
    .select('id')
    .where('project_id', '=', request.projectId)
    .where('run_id', '=', request.runId)
    .executeTakeFirstOrThrow();
  const id = `${release.id}-${request.environment}`;
  await db
    .insertInto('deployments')
    .values({
      id,
      project_id: request.projectId,
      environment: request.environment,
      release_id: release.id,
      state: 'running',
      timeline_id: request.timelineId,
      gitops_commit: null,
      started_at: new Date(),
      deployed_by: request.deployedBy,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ state: 'running', finished_at: null }),
    )
    .execute();
  return id;
}
