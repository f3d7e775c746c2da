import { WorkflowError } from '../errors.ts';
import type { WorkflowEvent } from './event.ts';
import { matchTrigger, type TriggerDecision } from './trigger.ts';
import type { Job, Workflow } from './workflow.ts';

/** A job in the order of execution. */
export interface PlannedJob {
  readonly id: string;
  /** The name as written, or the id when it has none or it holds an expression. */
  readonly name: string;
  readonly needs: readonly string[];
  /** Every job that must end before this one, at any distance. */
  readonly ancestors: readonly string[];
  /** Whether it runs once a combination of a matrix. */
  readonly matrix: boolean;
}

/** What a run of the workflow would do. */
export interface JobPlan extends TriggerDecision {
  /** Each job after all that it needs. */
  readonly jobs: readonly PlannedJob[];
}

/**
 * Decides whether an event starts the workflow and in which order its jobs run.
 *
 * @throws WorkflowError when `needs` names an unknown job or makes a cycle
 */
export function planJobs(workflow: Workflow, event: WorkflowEvent): JobPlan {
  return { ...matchTrigger(workflow, event), jobs: orderJobs(workflow) };
}

/** The jobs of a workflow, each after all that it needs. Throws WorkflowError for a bad graph. */
export function orderJobs(workflow: Workflow): readonly PlannedJob[] {
  const byId = new Map(workflow.jobs.map((job) => [job.id, job]));
  const done = new Map<string, PlannedJob>();
  const path: string[] = [];
  const visit = (job: Job): PlannedJob => {
    const known = done.get(job.id);
    if (known !== undefined) return known;
    if (path.includes(job.id)) {
      throw refuse(workflow, job, `The jobs ${[...path, job.id].join(' → ')} need each other.`);
    }
    path.push(job.id);
    const ancestors = new Set<string>();
    for (const need of job.needs) {
      const needed = byId.get(need);
      if (needed === undefined) {
        throw refuse(workflow, job, `Job '${job.id}' needs the unknown job '${need}'.`);
      }
      for (const ancestor of visit(needed).ancestors) ancestors.add(ancestor);
      ancestors.add(need);
    }
    path.pop();
    const planned = toPlanned(job, [...ancestors]);
    done.set(job.id, planned);
    return planned;
  };
  for (const job of workflow.jobs) visit(job);
  return [...done.values()];
}

function toPlanned(job: Job, ancestors: readonly string[]): PlannedJob {
  const written = job.name?.kind === 'literal' ? String(job.name.value ?? '') : '';
  return {
    id: job.id,
    name: written === '' ? job.id : written,
    needs: job.needs,
    ancestors,
    matrix: job.strategy?.matrix !== undefined,
  };
}

function refuse(workflow: Workflow, job: Job, message: string): WorkflowError {
  return new WorkflowError('workflow-invalid', [{ message, file: workflow.fileName, ...job.at }]);
}
