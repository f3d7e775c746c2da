import type { KubeObject } from '@fairway/kube';
import { objectAt, objectsOf, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age } from './format.ts';

function countOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function nameOf(object: KubeObject): string {
  return object.metadata.name ?? '';
}

function printQuota(object: KubeObject, now: Date): Cell[] {
  const hard = objectAt(object, 'status', 'hard') ?? objectAt(object, 'spec', 'hard') ?? {};
  const used = objectAt(object, 'status', 'used') ?? {};
  const text = (name: string): string =>
    `${name}: ${textOf(used[name]) || '0'}/${textOf(hard[name])}`;
  const names = Object.keys(hard).sort();
  const isLimit = (name: string): boolean => name.startsWith('limits.');
  return [
    nameOf(object),
    age(object.metadata.creationTimestamp, now),
    names
      .filter((name) => !isLimit(name))
      .map(text)
      .join(', '),
    names.filter(isLimit).map(text).join(', '),
  ];
}

function printController(object: KubeObject, now: Date): Cell[] {
  const containers = objectsOf(valueAt(object, 'spec', 'template', 'spec', 'containers'));
  const selector = Object.entries(objectAt(object, 'spec', 'selector') ?? {});
  return [
    nameOf(object),
    Number(valueAt(object, 'spec', 'replicas') ?? 0),
    Number(valueAt(object, 'status', 'replicas') ?? 0),
    Number(valueAt(object, 'status', 'readyReplicas') ?? 0),
    age(object.metadata.creationTimestamp, now),
    containers.map((item) => textOf(item['name'])).join(','),
    containers.map((item) => textOf(item['image'])).join(','),
    selector.map(([key, value]) => `${key}=${String(value)}`).join(','),
  ];
}

export const corePrinters: PrinterTable = {
  'core/namespaces': (object, now) => [
    nameOf(object),
    textOf(valueAt(object, 'status', 'phase')),
    age(object.metadata.creationTimestamp, now),
  ],
  'core/configmaps': (object, now) => [
    nameOf(object),
    String(countOf(object['data']) + countOf(object['binaryData'])),
    age(object.metadata.creationTimestamp, now),
  ],
  'core/secrets': (object, now) => [
    nameOf(object),
    textOf(object['type']),
    String(countOf(object['data'])),
    age(object.metadata.creationTimestamp, now),
  ],
  'core/serviceaccounts': (object, now) => [
    nameOf(object),
    String(countOf(object['secrets'])),
    age(object.metadata.creationTimestamp, now),
  ],
  'core/resourcequotas': printQuota,
  'core/replicationcontrollers': printController,
};
