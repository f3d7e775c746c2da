import type { KubeObject } from '@fairway/kube';
import { objectsOf, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age } from './format.ts';

const rolePrefix = 'node-role.kubernetes.io/';

function statusOf(node: KubeObject): string {
  const ready = objectsOf(valueAt(node, 'status', 'conditions')).find(
    (condition) => condition['type'] === 'Ready',
  );
  const text = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady';
  return valueAt(node, 'spec', 'unschedulable') === true ? `${text},SchedulingDisabled` : text;
}

function rolesOf(node: KubeObject): string {
  const labels = node.metadata.labels ?? {};
  const roles = Object.keys(labels)
    .filter((key) => key.startsWith(rolePrefix))
    .map((key) => key.slice(rolePrefix.length));
  const legacy = labels['kubernetes.io/role'];
  if (legacy !== undefined && legacy !== '') roles.push(legacy);
  return roles.length === 0 ? '<none>' : roles.sort().join(',');
}

function addressOf(node: KubeObject, type: string): string {
  const found = objectsOf(valueAt(node, 'status', 'addresses')).find(
    (item) => item['type'] === type,
  );
  return textOf(found?.['address']) || '<none>';
}

function printNode(node: KubeObject, now: Date): Cell[] {
  const info = (name: string): string =>
    textOf(valueAt(node, 'status', 'nodeInfo', name)) || '<unknown>';
  return [
    node.metadata.name ?? '',
    statusOf(node),
    rolesOf(node),
    age(node.metadata.creationTimestamp, now),
    textOf(valueAt(node, 'status', 'nodeInfo', 'kubeletVersion')),
    addressOf(node, 'InternalIP'),
    addressOf(node, 'ExternalIP'),
    info('osImage'),
    info('kernelVersion'),
    info('containerRuntimeVersion'),
  ];
}

export const nodePrinters: PrinterTable = { 'core/nodes': printNode };
