import type { Annotation, JobRef, RunnerEvent } from '@fairway/actions-runner';
import type { PipelineJob } from '../../pipelines/schema.ts';

/** The jobs of a run as they stand, built up from what the runner tells. */
export interface RunJobs {
  /** Takes an event; true when the jobs changed. */
  take(event: RunnerEvent): boolean;
  jobs(): PipelineJob[];
}

/** Starts with the planned jobs, all queued. */
export function createRunJobs(planned: readonly JobRef[]): RunJobs {
  const jobs = new Map<string, PipelineJob>(planned.map((job) => [job.key, queued(job)]));
  const change = (key: string, next: (job: PipelineJob) => Partial<PipelineJob>): true => {
    const job = jobs.get(key);
    if (job !== undefined) jobs.set(key, { ...job, ...next(job) });
    return true;
  };
  return {
    jobs: () => [...jobs.values()],
    take(event) {
      switch (event.type) {
        case 'job-queued':
          if (!jobs.has(event.job.key)) jobs.set(event.job.key, queued(event.job));
          return true;
        case 'job-started':
          return change(event.job.key, () => ({
            status: 'in_progress',
            startedAt: event.at,
            steps: event.steps.map((name) => ({
              name,
              status: 'queued',
              conclusion: null,
              durationMs: null,
            })),
          }));
        case 'job-finished':
          return change(event.job.key, (job) => ({
            status: 'completed',
            conclusion: event.conclusion,
            finishedAt: event.at,
            annotations:
              event.message === undefined
                ? job.annotations
                : [
                    ...job.annotations,
                    { level: 'error', message: event.message, file: null, line: null },
                  ],
          }));
        case 'step-started':
          return change(event.step.jobKey, (job) => ({
            steps: withStep(job, event.step.number, { status: 'in_progress' }),
          }));
        case 'step-finished':
          return change(event.step.jobKey, (job) => ({
            steps: withStep(job, event.step.number, {
              status: 'completed',
              conclusion: event.conclusion,
              durationMs: event.durationMs,
            }),
            annotations: withMessage(job.annotations, event),
          }));
        case 'annotation':
          return change(event.step.jobKey, (job) => ({
            annotations: [...job.annotations, toAnnotation(event.annotation)].slice(-50),
          }));
        case 'log':
        case 'summary':
          return false;
      }
    },
  };
}

function queued({ key, name }: JobRef): PipelineJob {
  return {
    id: key,
    name,
    status: 'queued',
    conclusion: null,
    startedAt: null,
    finishedAt: null,
    steps: [],
    annotations: [],
  };
}

function withStep(
  job: PipelineJob,
  number: number,
  change: Partial<PipelineJob['steps'][number]>,
): PipelineJob['steps'] {
  return job.steps.map((step, index) => (index === number - 1 ? { ...step, ...change } : step));
}

/** A step that failed without pointing at a line still says why. */
function withMessage(
  annotations: PipelineJob['annotations'],
  event: Extract<RunnerEvent, { type: 'step-finished' }>,
): PipelineJob['annotations'] {
  if (event.message === undefined || event.conclusion !== 'failure') return annotations;
  return [...annotations, { level: 'error', message: event.message, file: null, line: null }];
}

function toAnnotation(annotation: Annotation): PipelineJob['annotations'][number] {
  const { level, message, file, line } = annotation;
  return { level, message, file: file ?? null, line: line ?? null };
}
