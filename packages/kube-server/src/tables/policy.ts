import type { KubeObject } from '@fairway/kube';
import { numberOf, objectAt, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age } from './format.ts';

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '<unknown>';
}

/** One metric of an autoscaler: what it is now against what it should be. */
function metricText(metric: JsonObject, currents: readonly JsonObject[], index: number): string {
  const current = currents[index];
  const type = textOf(metric['type']);
  const field =
    {
      Resource: 'resource',
      ContainerResource: 'containerResource',
      Pods: 'pods',
      Object: 'object',
      External: 'external',
    }[type] ?? 'resource';
  const target = objectAt(metric, field, 'target');
  const now = objectAt(current, field, 'current');
  const name = textOf(valueAt(metric, field, 'name'));
  const prefix = type === 'Resource' ? `${name}: ` : '';
  if (target?.['averageUtilization'] !== undefined) {
    const used = now?.['averageUtilization'];
    return `${prefix}${used === undefined ? '<unknown>' : `${text(used)}%`}/${text(target['averageUtilization'])}%`;
  }
  if (target?.['averageValue'] !== undefined) {
    const suffix = type === 'Resource' || type === 'Pods' ? '' : ' (avg)';
    return `${prefix}${text(now?.['averageValue'])}/${text(target['averageValue'])}${suffix}`;
  }
  return `${prefix}${text(now?.['value'])}/${text(target?.['value'])}`;
}

function targetsOf(object: KubeObject): string {
  const metrics = objectsOf(valueAt(object, 'spec', 'metrics'));
  const currents = objectsOf(valueAt(object, 'status', 'currentMetrics'));
  const v1Target = valueAt(object, 'spec', 'targetCPUUtilizationPercentage');
  if (metrics.length === 0)
    return v1Target === undefined ? '<none>' : `cpu: <unknown>/${text(v1Target)}%`;
  const shown = metrics.slice(0, 2).map((metric, index) => metricText(metric, currents, index));
  const more = metrics.length > 2 ? ` + ${metrics.length - 2} more...` : '';
  return `${shown.join(', ')}${more}`;
}

function printAutoscaler(object: KubeObject, now: Date): Cell[] {
  const target = objectAt(object, 'spec', 'scaleTargetRef');
  return [
    object.metadata.name ?? '',
    `${textOf(target?.['kind'])}/${textOf(target?.['name'])}`,
    targetsOf(object),
    text(valueAt(object, 'spec', 'minReplicas') ?? '<unset>'),
    text(valueAt(object, 'spec', 'maxReplicas') ?? ''),
    String(numberOf(valueAt(object, 'status', 'currentReplicas'))),
    age(object.metadata.creationTimestamp, now),
  ];
}

function printBudget(object: KubeObject, now: Date): Cell[] {
  const show = (name: string): string => {
    const value = valueAt(object, 'spec', name);
    return value === undefined ? 'N/A' : text(value);
  };
  return [
    object.metadata.name ?? '',
    show('minAvailable'),
    show('maxUnavailable'),
    numberOf(valueAt(object, 'status', 'disruptionsAllowed')),
    age(object.metadata.creationTimestamp, now),
  ];
}

export const policyPrinters: PrinterTable = {
  'autoscaling/horizontalpodautoscalers': printAutoscaler,
  'policy/poddisruptionbudgets': printBudget,
  'scheduling.k8s.io/priorityclasses': (object, now) => [
    object.metadata.name ?? '',
    numberOf(object['value']),
    object['globalDefault'] === true,
    age(object.metadata.creationTimestamp, now),
  ],
  'coordination.k8s.io/leases': (object, now) => [
    object.metadata.name ?? '',
    textOf(valueAt(object, 'spec', 'holderIdentity')),
    age(object.metadata.creationTimestamp, now),
  ],
};
