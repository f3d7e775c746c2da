import { FairwayError } from '../errors/fairway-error.ts';
import type { Workflows } from '../durable/workflows.ts';
import { deploySteps } from '../deployments/deploy-steps.ts';
import type { ProjectServices } from './context.ts';
import { deliverySteps, imageStep, showJobs } from './provision-steps.ts';

/** One ref of a project's repository that moved. */
export interface RefMove {
  /** `<team>/<project>` */
  repository: string;
  ref: string;
  before: string | null;
  after: string | null;
  pusher: string | undefined;
}

/**
 * Answers a push: queues its pipeline run, and, for every push but the first, begins a delivery.
 * Told at least once for every move, so it does nothing twice.
 */
export async function handlePush(
  services: ProjectServices,
  workflows: Workflows,
  move: RefMove,
): Promise<void> {
  if (move.ref !== 'refs/heads/main' || move.after === null) return;
  const [team, name] = move.repository.split('/');
  const project = await services.db
    .selectFrom('projects')
    .innerJoin('teams', 'teams.id', 'projects.team_id')
    .select(['projects.id', 'projects.name', 'projects.state', 'projects.created_by'])
    .where('projects.name', '=', name ?? '')
    .where('teams.name', '=', team ?? '')
    .executeTakeFirst();
  if (project === undefined || project.state === 'deleting') return;
  const push = {
    projectId: project.id,
    ref: move.ref,
    before: move.before,
    commit: move.after,
    // The first commit is made by the platform, for the person who asked for the project.
    pusher: move.before === null ? project.created_by : (move.pusher ?? project.created_by),
  };
  const first = await services.pipelines.ofTimeline(`provision-${project.id}`);
  // The branch may be deleted and pushed anew: only the push that creation waits for is the first.
  if (move.before === null && (first === undefined || first.commit === move.after)) {
    await services.pipelines.enqueue({ ...push, timelineId: `provision-${project.id}` });
    return;
  }
  const timelineId = `deliver-${project.id}-${move.after}`;
  const subject = await services.gitHost.subject(move.repository, move.after);
  await services.timelines.begin({
    id: timelineId,
    kind: 'delivery',
    projectId: project.id,
    project: project.name,
    team: team ?? '',
    title: subject || `Push ${move.after.slice(0, 7)}`,
    steps: [imageStep, ...deliverySteps, ...deploySteps],
  });
  const run = await services.pipelines.enqueue({ ...push, timelineId });
  if (run === undefined) {
    await services.timelines.finish(timelineId, 'superseded');
    return;
  }
  await showPlan(services, { timelineId, repository: move.repository }, move.after);
  await workflows.deliver(run.id, { timelineId, attempt: 0 });
}

/** A workflow file that cannot be read fails the run itself, with its reason; not the push. */
async function showPlan(
  services: ProjectServices,
  timeline: { timelineId: string; repository: string },
  commit: string,
): Promise<void> {
  try {
    await showJobs({ services, ...timeline }, commit, '');
  } catch (error) {
    if (!(error instanceof FairwayError)) throw error;
  }
}
