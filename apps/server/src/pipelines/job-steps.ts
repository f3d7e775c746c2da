import type { StepState } from '../timeline/schema.ts';
import type { StepChange } from '../timeline/timelines.ts';
import type { PipelineJob } from './schema.ts';

/** The timeline step of a pipeline job. */
export function jobStepKey(job: string): string {
  return `pipeline/${job}`;
}

/** What changes on the timeline between two reports of a run's jobs; a pure comparison. */
export function jobSteps(
  runId: string,
  before: readonly PipelineJob[],
  now: readonly PipelineJob[],
): [key: string, change: StepChange][] {
  const states = new Map(before.map((job) => [job.id, stateOf(job)]));
  return now.flatMap((job): [string, StepChange][] => {
    const state = stateOf(job);
    if (states.get(job.id) === state || (state === 'queued' && !states.has(job.id))) return [];
    return [
      [jobStepKey(job.id), { state, log: { runId, job: job.id }, ...failureOfJob(job, state) }],
    ];
  });
}

function stateOf(job: PipelineJob): StepState {
  if (job.status === 'queued') return 'queued';
  if (job.status === 'in_progress') return 'running';
  if (job.conclusion === 'success') return 'succeeded';
  return job.conclusion === 'skipped' ? 'skipped' : 'failed';
}

function failureOfJob(job: PipelineJob, state: StepState): Pick<StepChange, 'failure'> {
  if (state !== 'failed') return {};
  const error = job.annotations.find(({ level }) => level === 'error');
  const step = job.steps.find(({ conclusion }) => conclusion === 'failure');
  const place =
    error === undefined || error.file === null
      ? ''
      : ` at ${error.file}${error.line === null ? '' : `:${error.line}`}`;
  return {
    failure: {
      code: 'pipeline-failed',
      message:
        job.conclusion === 'cancelled'
          ? `The job ${job.name} was cancelled.`
          : `The step "${step?.name ?? job.name}" failed${place}.`,
      remedy: 'Correct it, commit and push again. The version that runs stays.',
      detail: error?.message ?? null,
    },
  };
}
