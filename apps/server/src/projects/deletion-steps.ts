import { resources } from '@fairway/kube';
import { waitForObject } from '../cluster/wait-for-object.ts';
import type { StepDefinition } from '../durable/steps.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { argocdNamespace, environmentName } from '../gitops/names.ts';
import type { ProjectContext } from './context.ts';

const goneTimeoutMs = 180_000;
const applications = { group: 'argoproj.io', version: 'v1alpha1', resource: 'applications' };

/** A project that is deleted; `archive` keeps its repository and images aside. */
export type DeletionContext = ProjectContext & { archive: boolean };

/** What is taken away, item by item; the registry that the crash tests walk. */
export const deletionSteps: readonly StepDefinition<DeletionContext>[] = [
  { key: 'removal', title: 'Commit the removal', run: removal },
  { key: 'application', title: 'Application', run: applicationGone },
  { key: 'namespace', title: 'Namespace with its pods', run: namespaceGone },
  { key: 'repository', title: 'Repository', run: repositoryGone },
  { key: 'images', title: 'Images', run: imagesGone },
  { key: 'pipelines', title: 'Pipeline logs and artifacts', run: pipelinesGone },
  { key: 'project', title: 'Project', run: projectGone },
];

/** The environments of a project: `dev` alone, until environments have an issue of their own. */
const environments = ['dev'];

async function removal(context: DeletionContext): Promise<string> {
  // A run that goes on would push an image after the images are deleted.
  await context.services.pipelines.cancel(context.id);
  let commit = '';
  for (const environment of environments) {
    ({ commit } = await context.services.gitops.remove(context.name, environment));
  }
  return commit.slice(0, 7);
}

function applicationGone(context: DeletionContext): Promise<string> {
  return allGone(context, (name) => ({ resource: applications, namespace: argocdNamespace, name }));
}

function namespaceGone(context: DeletionContext): Promise<string> {
  return allGone(context, (name) => ({ resource: resources.namespaces, name }));
}

async function allGone(
  { services, name: project }: DeletionContext,
  locate: (name: string) => {
    resource: typeof applications;
    name: string;
    namespace?: string;
  },
): Promise<string> {
  for (const environment of environments) {
    const name = environmentName(project, environment);
    await waitForObject({
      client: services.cluster,
      ...locate(name),
      timeoutMs: goneTimeoutMs,
      check: (object) => (object === undefined ? true : undefined),
      timedOut: () =>
        new FairwayError('step-timed-out', {
          message: `${name} was not gone after 3 minutes.`,
          remedy: 'Look at its finalizers with kubectl, then retry from this step.',
        }),
    });
  }
  return 'gone';
}

async function repositoryGone({ services, repository, archive }: DeletionContext): Promise<string> {
  if (!archive) {
    await services.gitHost.deleteRepository(repository);
    return 'deleted';
  }
  await services.gitHost.archiveRepository(repository);
  return 'archived';
}

async function imagesGone({ services, repository, archive }: DeletionContext): Promise<string> {
  await services.registry.remove(repository, { archive });
  return archive ? 'archived' : 'deleted';
}

async function pipelinesGone({ services, id, name }: DeletionContext): Promise<string> {
  const runs = await services.pipelines.list(id);
  for (const run of runs) await services.jobLogs.remove(run.id);
  await services.ci.forget(name);
  return `${runs.length} runs deleted`;
}

async function projectGone({ services, id }: DeletionContext): Promise<string> {
  await services.db.deleteFrom('projects').where('id', '=', id).execute();
  return 'deleted';
}
