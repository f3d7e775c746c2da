import { parseQuantity, type KubeObject } from '@fairway/kube';
import { objectAt, objectsOf, valueAt, type JsonObject } from '../json.ts';

const counted = ['cpu', 'memory'] as const;

function positive(value: unknown): boolean {
  return (typeof value === 'string' || typeof value === 'number') && parseQuantity(value) > 0;
}

function isGuaranteed(container: JsonObject): boolean {
  const limits = objectAt(container, 'resources', 'limits') ?? {};
  const requests = objectAt(container, 'resources', 'requests') ?? {};
  return counted.every((name) => {
    const limit = limits[name];
    const request = requests[name] ?? limit;
    return positive(limit) && request === limit;
  });
}

/** The pod's quality of service by the rules of core/v1: Guaranteed, Burstable or BestEffort. */
export function qosClass(pod: KubeObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [
    ...objectsOf(valueAt(pod, 'spec', 'containers')),
    ...objectsOf(valueAt(pod, 'spec', 'initContainers')),
  ];
  const asks = containers.some((container) =>
    [objectAt(container, 'resources', 'limits'), objectAt(container, 'resources', 'requests')].some(
      (resources) => counted.some((name) => positive(resources?.[name])),
    ),
  );
  if (!asks) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
}
