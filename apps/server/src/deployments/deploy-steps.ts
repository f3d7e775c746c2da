import { setTimeout as delay } from 'node:timers/promises';
import { resources } from '@fairway/kube';
import { type StepDefinition, Superseded } from '../durable/steps.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { argocdNamespace } from '../gitops/names.ts';
import { waitForObject } from '../cluster/wait-for-object.ts';
import { applicationProgress } from './application-progress.ts';
import type { DeploymentContext } from './context.ts';
import { podProblem, rolloutProgress } from './rollout-progress.ts';

const applications = { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' };
const syncTimeoutMs = 120_000;
const rolloutTimeoutMs = 300_000;
const answerTimeoutMs = 30_000;
const scrapeTimeoutMs = 60_000;

/** The steps that put a release on an environment; the registry that the crash tests walk. */
export const deploySteps: readonly StepDefinition<DeploymentContext>[] = [
  { key: 'commit', title: 'Commit to the gitops repository', run: commit, undoneBy: 'removal' },
  { key: 'sync', title: 'Sync the Application', run: sync, undoneBy: 'application' },
  {
    key: 'pods',
    title: 'Start the pods',
    run: (context) => rollout(context, 'started'),
    undoneBy: 'namespace',
  },
  { key: 'probes', title: 'Wait for the probes', run: probes },
];

/** The last step of a first deployment. */
export const scrapeStep: StepDefinition<DeploymentContext> = {
  key: 'scrape',
  title: 'Scrape the first metrics',
  run: scrape,
};

async function commit(context: DeploymentContext): Promise<string> {
  const { services, project, team, environment, release } = context;
  await refuseOlder(context);
  const { commit: sha } = await services.gitops.deploy(
    {
      project,
      team,
      environment,
      repositoryUrl: services.gitHost.internalUrl(`${team}/${project}`),
      chartCommit: release.chartCommit,
      image: release.image,
      digest: release.digest,
      host: services.hostOf(project, environment),
    },
    `Deploy ${project} ${release.commit.slice(0, 7)} to ${environment}`,
    () => projectsOfTeam(context),
  );
  await services.db
    .updateTable('deployments')
    .set({ gitops_commit: sha })
    .where('id', '=', context.id)
    .execute();
  return sha.slice(0, 7);
}

/**
 * The projects that a team's AppProject names. Asked when it is this write's turn: a deletion that
 * began before has its removal committed before or after, never undone by a deployment.
 */
async function projectsOfTeam({ services, projectId, team }: DeploymentContext): Promise<string[]> {
  const projects = await services.db
    .selectFrom('projects')
    .innerJoin('teams', 'teams.id', 'projects.team_id')
    .select(['projects.id', 'projects.name'])
    .where('teams.name', '=', team)
    .where('projects.state', '!=', 'deleting')
    .execute();
  if (!projects.some(({ id }) => id === projectId)) throw new Superseded(beingDeleted);
  return projects.map(({ name }) => name);
}

const beingDeleted = 'The project is being deleted.';

/** A release is not deployed over one of a newer run, nor for a project that is being deleted. */
async function refuseOlder(context: DeploymentContext): Promise<void> {
  const project = await context.services.db
    .selectFrom('projects')
    .select('state')
    .where('id', '=', context.projectId)
    .executeTakeFirst();
  if (project === undefined || project.state === 'deleting') throw new Superseded(beingDeleted);
  const newer = await context.services.db
    .selectFrom('deployments')
    .innerJoin('releases', 'releases.id', 'deployments.release_id')
    .innerJoin('pipeline_runs', 'pipeline_runs.id', 'releases.run_id')
    .select('pipeline_runs.number')
    .where('deployments.project_id', '=', context.projectId)
    .where('deployments.environment', '=', context.environment)
    .where('pipeline_runs.number', '>', context.runNumber)
    .executeTakeFirst();
  if (newer !== undefined) throw new Superseded(`Run ${newer.number} took its place.`);
}

async function sync(context: DeploymentContext): Promise<string> {
  const revision = await waitForObject({
    client: context.services.cluster,
    resource: applications,
    namespace: argocdNamespace,
    name: context.namespace,
    timeoutMs: syncTimeoutMs,
    check: async (application) => {
      const progress = applicationProgress(application, context.release);
      if (progress.state === 'other' || progress.state === 'waiting') await refuseOlder(context);
      if (progress.state === 'failed') {
        throw new FairwayError('sync-failed', {
          message: `The Application could not be synced: ${progress.message}`,
          remedy: 'Correct the chart, commit and push again. The version that runs stays.',
        });
      }
      return progress.state === 'synced' ? context.release.chartCommit : undefined;
    },
    timedOut: () => tooLong('The Application was not synced in 2 minutes.'),
  });
  return revision.slice(0, 7);
}

async function rollout(context: DeploymentContext, until: 'started' | 'ready'): Promise<string> {
  const { services, namespace, release } = context;
  return waitForObject({
    client: services.cluster,
    resource: resources.deployments,
    namespace,
    name: context.project,
    timeoutMs: rolloutTimeoutMs,
    check: async (deployment) => {
      const pods = await services.cluster.list(resources.pods, { namespace });
      const progress = rolloutProgress(deployment, pods.items, release);
      if (progress.state === 'other') await refuseOlder(context);
      if (progress.ready || progress[until]) return progress.message;
      const problem = podProblem(pods.items, release);
      if (problem !== undefined) {
        const log = await services.lastLogLines(namespace, problem.pod, problem.container);
        throw new FairwayError('rollout-failed', {
          message: `${problem.message} The rollout stopped; the pods of the version before stay.`,
          remedy: 'Read the last lines of its log, correct the program, commit and push again.',
          data: { detail: log },
        });
      }
      if (progress.state === 'failed') {
        throw new FairwayError('rollout-failed', {
          message: `The new pods did not become ready: ${progress.message}`,
          remedy: 'Look at the probes in the chart and at the log of the pods.',
        });
      }
      return undefined;
    },
    timedOut: () => tooLong('The new pods did not become ready in 5 minutes.'),
  });
}

async function probes(context: DeploymentContext): Promise<string> {
  const { services, project, environment } = context;
  const message = await rollout(context, 'ready');
  const deadline = Date.now() + answerTimeoutMs;
  for (;;) {
    const status = await services.probeUrl(services.hostOf(project, environment));
    if (status < 500) return message;
    if (Date.now() > deadline) {
      throw new FairwayError('rollout-failed', {
        message: `The pods are ready but ${services.urlOf(project, environment)} answers ${status}.`,
        remedy: 'Look at the Ingress and the Service of the chart, and at the log of the pods.',
      });
    }
    await delay(100);
  }
}

async function scrape({ services, namespace }: DeploymentContext): Promise<string | undefined> {
  const deadline = Date.now() + scrapeTimeoutMs;
  while (!services.scraped(namespace)) {
    if (Date.now() > deadline) {
      throw new FairwayError('rollout-failed', {
        message: 'No metrics were read from the pods in a minute.',
        remedy:
          'Check the prometheus.io/* annotations of the pods, and that their /metrics answers.',
      });
    }
    await delay(100);
  }
  return undefined;
}

function tooLong(message: string): FairwayError {
  return new FairwayError('step-timed-out', {
    message,
    remedy: 'Look at the Application and its events, then retry from this step.',
  });
}
