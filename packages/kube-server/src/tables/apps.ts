import { labelSelectorToString, type KubeObject, type LabelSelector } from '@fairway/kube';
import { numberOf, objectAt, objectsOf, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age, labelsText } from './format.ts';

function count(object: KubeObject, part: 'spec' | 'status', name: string): number {
  return numberOf(valueAt(object, part, name));
}

/** Names and images of the template's containers. */
export function containerCells(object: KubeObject, ...path: string[]): [string, string] {
  const containers = objectsOf(valueAt(object, ...path, 'spec', 'containers'));
  return [
    containers.map((item) => textOf(item['name'])).join(','),
    containers.map((item) => textOf(item['image'])).join(','),
  ];
}

/** The selector in the grammar of `-l`; `<none>` when there is none. */
export function selectorCell(object: KubeObject): string {
  // Checked against its schema when it was written.
  const selector = objectAt(object, 'spec', 'selector') as LabelSelector | undefined;
  return labelSelectorToString(selector) || '<none>';
}

function printDeployment(object: KubeObject, now: Date): Cell[] {
  return [
    object.metadata.name ?? '',
    `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`,
    String(count(object, 'status', 'updatedReplicas')),
    String(count(object, 'status', 'availableReplicas')),
    age(object.metadata.creationTimestamp, now),
    ...containerCells(object, 'spec', 'template'),
    selectorCell(object),
  ];
}

function printReplicaSet(object: KubeObject, now: Date): Cell[] {
  return [
    object.metadata.name ?? '',
    count(object, 'spec', 'replicas'),
    count(object, 'status', 'replicas'),
    count(object, 'status', 'readyReplicas'),
    age(object.metadata.creationTimestamp, now),
    ...containerCells(object, 'spec', 'template'),
    selectorCell(object),
  ];
}

function printStatefulSet(object: KubeObject, now: Date): Cell[] {
  return [
    object.metadata.name ?? '',
    `${count(object, 'status', 'readyReplicas')}/${count(object, 'spec', 'replicas')}`,
    age(object.metadata.creationTimestamp, now),
    ...containerCells(object, 'spec', 'template'),
  ];
}

function printDaemonSet(object: KubeObject, now: Date): Cell[] {
  return [
    object.metadata.name ?? '',
    count(object, 'status', 'desiredNumberScheduled'),
    count(object, 'status', 'currentNumberScheduled'),
    count(object, 'status', 'numberReady'),
    count(object, 'status', 'updatedNumberScheduled'),
    count(object, 'status', 'numberAvailable'),
    labelsText(objectAt(object, 'spec', 'template', 'spec', 'nodeSelector')),
    age(object.metadata.creationTimestamp, now),
    ...containerCells(object, 'spec', 'template'),
    selectorCell(object),
  ];
}

function printRevision(object: KubeObject, now: Date): Cell[] {
  const owner = object.metadata.ownerReferences?.find((item) => item.controller === true);
  const group = owner?.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0]}` : '';
  return [
    object.metadata.name ?? '',
    owner === undefined ? '<none>' : `${owner.kind.toLowerCase()}${group}/${owner.name}`,
    String(numberOf(object['revision'])),
    age(object.metadata.creationTimestamp, now),
  ];
}

export const appsPrinters: PrinterTable = {
  'apps/deployments': printDeployment,
  'apps/replicasets': printReplicaSet,
  'apps/statefulsets': printStatefulSet,
  'apps/daemonsets': printDaemonSet,
  'apps/controllerrevisions': printRevision,
};
