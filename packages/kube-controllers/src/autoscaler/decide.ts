import type { Condition, HorizontalPodAutoscaler } from '@fairway/kube';
import { formatTime } from '@fairway/kube';
import { setCondition, type NewCondition } from '../runtime/conditions.ts';

/** All that the autoscaler looks at. */
export interface ObservedAutoscaler {
  autoscaler: HorizontalPodAutoscaler;
  /** The target's scale, or why it can't be read. */
  scale: { specReplicas: number; statusReplicas: number } | { error: string };
  now: Date;
}

/** The size to give the target, if another, and the status to write. */
export interface AutoscalerDecision {
  replicas?: number;
  /** Why, in the words of the SuccessfulRescale event. */
  reason?: string;
  status: NonNullable<HorizontalPodAutoscaler['status']>;
}

const NO_METRICS =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

/**
 * Brings the target's size within [minReplicas, maxReplicas]. Inside the bounds nothing is
 * decided: without a metrics API kube-controller-manager can't either, and says so.
 */
export function decideAutoscaler(observed: ObservedAutoscaler): AutoscalerDecision {
  const { autoscaler, scale } = observed;
  if ('error' in scale) {
    const able: NewCondition = {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedGetScale',
      message: `the HPA controller was unable to get the target's current scale: ${scale.error}`,
    };
    return { status: status(observed, 0, 0, [able]) };
  }
  const { minReplicas = 1, maxReplicas } = autoscaler.spec;
  const { specReplicas: current, statusReplicas } = scale;
  if (current === 0 && minReplicas !== 0) {
    return { status: status(observed, statusReplicas, 0, [gotScale(), disabled()]) };
  }
  const [replicas, reason] = clamp(current, minReplicas, maxReplicas);
  if (reason === undefined) {
    const conditions = [gotScale(), noMetrics(autoscaler)];
    return { status: status(observed, statusReplicas, current, conditions) };
  }
  const rescaled: NewCondition = {
    type: 'AbleToScale',
    status: 'True',
    reason: 'SucceededRescale',
    message: `the HPA controller was able to update the target scale to ${replicas}`,
  };
  const next = status(observed, statusReplicas, replicas, [rescaled]);
  return { replicas, reason, status: { ...next, lastScaleTime: formatTime(observed.now) } };
}

function clamp(current: number, min: number, max: number): [number, string | undefined] {
  if (current > max) return [max, 'Current number of replicas above Spec.MaxReplicas'];
  if (current < min) return [min, 'Current number of replicas below Spec.MinReplicas'];
  return [current, undefined];
}

function status(
  { autoscaler, now }: ObservedAutoscaler,
  currentReplicas: number,
  desiredReplicas: number,
  changes: readonly NewCondition[],
): NonNullable<HorizontalPodAutoscaler['status']> {
  const before = autoscaler.status;
  let conditions: Condition[] = [...(before?.conditions ?? [])];
  for (const change of changes) conditions = setCondition(conditions, change, now);
  const generation = autoscaler.metadata.generation;
  return {
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    ...(before?.lastScaleTime === undefined ? {} : { lastScaleTime: before.lastScaleTime }),
    ...(currentReplicas === 0 ? {} : { currentReplicas }),
    desiredReplicas,
    conditions,
  };
}

function gotScale(): NewCondition {
  return {
    type: 'AbleToScale',
    status: 'True',
    reason: 'SucceededGetScale',
    message: "the HPA controller was able to get the target's current scale",
  };
}

function disabled(): NewCondition {
  return {
    type: 'ScalingActive',
    status: 'False',
    reason: 'ScalingDisabled',
    message: 'scaling is disabled since the replica count of the target is zero',
  };
}

function noMetrics(autoscaler: HorizontalPodAutoscaler): NewCondition {
  const [metric] = autoscaler.spec.metrics ?? [];
  const source = metric?.['resource'] as { name?: string } | undefined;
  const name = source?.name ?? 'cpu';
  return {
    type: 'ScalingActive',
    status: 'False',
    reason: 'FailedGetResourceMetric',
    message: `the HPA was unable to compute the replica count: failed to get ${name} utilization: unable to get metrics for resource ${name}: ${NO_METRICS}`,
  };
}
