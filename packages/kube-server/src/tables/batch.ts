import type { KubeObject } from '@fairway/kube';
import { numberOf, objectsOf, textOf, valueAt } from '../json.ts';
import { containerCells, selectorCell } from './apps.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age, humanDuration } from './format.ts';

function jobStatus(job: KubeObject): string {
  const conditions = objectsOf(valueAt(job, 'status', 'conditions'));
  const has = (type: string): boolean =>
    conditions.some((item) => item['type'] === type && item['status'] === 'True');
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (has('Suspended')) return 'Suspended';
  if (has('FailureTarget')) return 'FailureTarget';
  return has('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

function completionsOf(job: KubeObject): string {
  const done = numberOf(valueAt(job, 'status', 'succeeded'));
  const wanted = valueAt(job, 'spec', 'completions');
  if (typeof wanted === 'number') return `${done}/${wanted}`;
  const parallel = numberOf(valueAt(job, 'spec', 'parallelism'));
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`;
}

function durationOf(job: KubeObject, now: Date): string {
  const start = Date.parse(textOf(valueAt(job, 'status', 'startTime')));
  if (Number.isNaN(start)) return '';
  const end = Date.parse(textOf(valueAt(job, 'status', 'completionTime')));
  return humanDuration((Number.isNaN(end) ? now.getTime() : end) - start);
}

function printJob(job: KubeObject, now: Date): Cell[] {
  return [
    job.metadata.name ?? '',
    jobStatus(job),
    completionsOf(job),
    durationOf(job, now),
    age(job.metadata.creationTimestamp, now),
    ...containerCells(job, 'spec', 'template'),
    selectorCell(job),
  ];
}

function printCronJob(job: KubeObject, now: Date): Cell[] {
  const last = valueAt(job, 'status', 'lastScheduleTime');
  return [
    job.metadata.name ?? '',
    textOf(valueAt(job, 'spec', 'schedule')),
    textOf(valueAt(job, 'spec', 'timeZone')) || '<none>',
    valueAt(job, 'spec', 'suspend') === true,
    objectsOf(valueAt(job, 'status', 'active')).length,
    last === undefined ? '<none>' : age(last, now),
    age(job.metadata.creationTimestamp, now),
    ...containerCells(job, 'spec', 'jobTemplate', 'spec', 'template'),
    '<none>',
  ];
}

export const batchPrinters: PrinterTable = {
  'batch/jobs': printJob,
  'batch/cronjobs': printCronJob,
};
