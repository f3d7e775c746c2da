import type { KubeObject } from '@fairway/kube';
import { child, fill, isObject, objectAt, type JsonObject } from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';
import { setPodTemplateDefaults } from './pod-spec.ts';

function setJobSpecDefaults(spec: JsonObject): void {
  const { template } = spec;
  if (isObject(template)) setPodTemplateDefaults(template);
}

function setJobDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  if (spec['completions'] === undefined && spec['parallelism'] === undefined) {
    fill(spec, { completions: 1, parallelism: 1 });
  }
  const perIndex = spec['backoffLimitPerIndex'] !== undefined;
  fill(spec, {
    parallelism: 1,
    backoffLimit: perIndex ? 2_147_483_647 : 6,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed',
  });
  setJobSpecDefaults(spec);
}

function setCronJobDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const template = objectAt(spec, 'jobTemplate');
  if (template === undefined) return;
  template['metadata'] = { creationTimestamp: null, ...objectAt(template, 'metadata') };
  setJobSpecDefaults(child(template, 'spec'));
}

export const batchDefaults: DefaultsTable = {
  'batch/v1/Job': setJobDefaults,
  'batch/v1/CronJob': setCronJobDefaults,
};
