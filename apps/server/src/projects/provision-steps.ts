import { type StepDefinition, Superseded } from '../durable/steps.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { jobStepKey } from '../pipelines/job-steps.ts';
import type { ProjectContext } from './context.ts';
import { templateVariables } from './template-variables.ts';

const pipelineTimeoutMs = 3_600_000;

/** The steps from a form to a release; the registry that the crash tests walk. */
export const provisionSteps: readonly StepDefinition<ProjectContext>[] = [
  { key: 'render', title: 'Render the template', run: render },
  {
    key: 'repository',
    title: 'Create the repository',
    run: createRepository,
    undoneBy: 'repository',
  },
  { key: 'push', title: 'Push the first commit', run: push, undoneBy: 'repository' },
  { key: 'release', title: 'Record the release', run: release, undoneBy: 'images' },
];

/** The steps from a push to a release. */
export const deliverySteps: readonly StepDefinition<ProjectContext & { runId: string }>[] = [
  {
    key: 'release',
    title: 'Record the release',
    run: (context) => awaitRelease(context, context.runId),
  },
];

/** The step that shows the image while a pipeline builds it; the pipeline itself moves it. */
export const imageStep = { key: 'image', title: 'Build and push the image' };

async function render(context: ProjectContext): Promise<string> {
  const files = await context.services.catalogue.render(
    context.template,
    templateVariables(context),
  );
  return `${files.size} files`;
}

async function createRepository(context: ProjectContext): Promise<string> {
  await context.services.gitHost.createRepository(context.repository, context.description);
  return context.repository;
}

async function push(context: ProjectContext): Promise<string> {
  const { gitHost, catalogue } = context.services;
  // The template may have changed since a first attempt that was cut short: what was pushed stays.
  const pushed = await gitHost.head(context.repository, 'main');
  if (pushed === undefined) {
    const files = await catalogue.render(context.template, templateVariables(context));
    await gitHost.commit({
      repository: context.repository,
      branch: 'main',
      message: `Create ${context.name} from template ${context.template}`,
      author: { name: 'Fairway', email: 'fairway@example.com' },
      changes: [...files].map(([path, { content, executable }]) => ({ path, content, executable })),
    });
  }
  const head = pushed ?? (await gitHost.head(context.repository, 'main')) ?? '';
  await showJobs(context, head, 'push');
  await gitHost.reconcile(context.repository);
  return head.slice(0, 7);
}

/** Puts the jobs of a commit's workflow on the timeline before they run. */
export async function showJobs(
  context: Pick<ProjectContext, 'services' | 'timelineId' | 'repository'>,
  commit: string,
  after: string,
): Promise<void> {
  const jobs = await context.services.ci.plan(context.repository, commit);
  await context.services.timelines.insertSteps(
    context.timelineId,
    after,
    jobs.map(({ id, name }) => ({ key: jobStepKey(id), title: `Pipeline: ${name}` })),
  );
}

async function release(context: ProjectContext): Promise<string> {
  const run = await context.services.pipelines.ofTimeline(context.timelineId);
  if (run === undefined) {
    throw new FairwayError('pipeline-failed', {
      message: 'The push started no pipeline.',
      remedy:
        'Check that the repository holds .github/workflows/ci.yml with "on: push", then retry.',
    });
  }
  return awaitRelease(context, run.id);
}

async function awaitRelease(context: ProjectContext, runId: string): Promise<string> {
  const { pipelines } = context.services;
  const run = await pipelines.completed(runId, AbortSignal.timeout(pipelineTimeoutMs));
  if (run === undefined || run.conclusion === 'cancelled') {
    throw new Superseded('The project is being deleted.');
  }
  if (run.conclusion !== 'success') {
    throw new FairwayError('pipeline-failed', {
      message: run.failure?.message ?? 'The pipeline failed.',
      remedy: run.failure?.remedy ?? 'Read the log of the failed job.',
      data: { detail: run.failure?.detail ?? null },
    });
  }
  return run.commit.slice(0, 7);
}
