import type { LabelSelector } from '../label-selector.ts';
import type { KubeObject } from '../object.ts';
import type { Condition } from './meta.ts';
import type { PodTemplateSpec } from './pod.ts';

/** What a Job shall do (batch/v1 JobSpec). */
export interface JobSpec {
  template: PodTemplateSpec;
  completions?: number;
  parallelism?: number;
  backoffLimit?: number;
  activeDeadlineSeconds?: number;
  ttlSecondsAfterFinished?: number;
  completionMode?: 'NonIndexed' | 'Indexed';
  suspend?: boolean;
  manualSelector?: boolean;
  selector?: LabelSelector;
}

/** How far a Job is (batch/v1 JobStatus). */
export interface JobStatus {
  startTime?: string;
  completionTime?: string;
  active?: number;
  ready?: number;
  terminating?: number;
  succeeded?: number;
  failed?: number;
  conditions?: Condition[];
  uncountedTerminatedPods?: { succeeded?: string[]; failed?: string[] };
}

/** A Job (batch/v1). */
export interface Job extends KubeObject {
  spec: JobSpec;
  status?: JobStatus;
}
