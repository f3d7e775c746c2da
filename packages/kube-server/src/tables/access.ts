import type { KubeObject } from '@fairway/kube';
import { objectsOf, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age } from './format.ts';

function printBinding(object: KubeObject, now: Date): Cell[] {
  const subjects = objectsOf(object['subjects']);
  const named = (kind: string): string =>
    subjects
      .filter((subject) => subject['kind'] === kind)
      .map((subject) => {
        const name = textOf(subject['name']);
        return kind === 'ServiceAccount' ? `${textOf(subject['namespace'])}/${name}` : name;
      })
      .join(', ');
  return [
    object.metadata.name ?? '',
    `${textOf(valueAt(object, 'roleRef', 'kind'))}/${textOf(valueAt(object, 'roleRef', 'name'))}`,
    age(object.metadata.creationTimestamp, now),
    named('User'),
    named('Group'),
    named('ServiceAccount'),
  ];
}

export const accessPrinters: PrinterTable = {
  'rbac.authorization.k8s.io/rolebindings': printBinding,
  'rbac.authorization.k8s.io/clusterrolebindings': printBinding,
};
