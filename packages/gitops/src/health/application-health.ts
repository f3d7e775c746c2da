import type { KubeObject } from '@fairway/kube';
import { annotationOf } from '../object/predicates.ts';
import { keyOf, type ResourceKey } from '../object/resource-key.ts';
import { isHook } from '../sync/hooks.ts';
import { isWorse, type HealthCode, type HealthStatus } from './health-status.ts';

/** What the health of an Application is made of: one of its resources. */
export interface HealthInput {
  target?: KubeObject;
  live?: KubeObject;
  health?: HealthStatus;
}

const ignoreAnnotation = 'argocd.argoproj.io/ignore-healthcheck';
const shownCauses = 3;

/**
 * The worst health of the resources (hooks, ignored and unchecked ones do not count); Missing when
 * something is expected and nothing of it is live. The message names at most three causes.
 */
export function applicationHealth(
  resources: readonly HealthInput[],
  self: ResourceKey,
): HealthStatus {
  const counted = resources.filter((resource) => !isSkipped(resource, self));
  if (counted.length > 0 && counted.every((resource) => resource.live === undefined)) {
    return { status: 'Missing' };
  }
  let worst: HealthCode = 'Healthy';
  let causes: ResourceKey[] = [];
  for (const { live, health } of counted) {
    if (live === undefined || health === undefined) continue;
    if (live.kind === 'Application' && ['Missing', 'Unknown'].includes(health.status)) continue;
    if (isWorse(health.status, worst)) {
      worst = health.status;
      causes = [];
    }
    if (health.status === worst) causes.push(keyOf(live));
  }
  return worst === 'Healthy' ? { status: worst } : { status: worst, message: causedBy(causes) };
}

function isSkipped({ target, live }: HealthInput, self: ResourceKey): boolean {
  const object = live ?? target;
  if (object === undefined || isHook(object)) return true;
  if (annotationOf(object, ignoreAnnotation) === 'true') return true;
  const key = keyOf(object);
  return (
    key.kind === self.kind &&
    key.group === self.group &&
    key.name === self.name &&
    key.namespace === self.namespace
  );
}

function causedBy(keys: readonly ResourceKey[]): string {
  const names = keys
    .slice(0, shownCauses)
    .map((key) => `${key.group}/${key.kind}:${key.namespace}/${key.name}`);
  const rest = keys.length - shownCauses;
  return `Caused by ${names.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}
