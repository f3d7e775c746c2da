import type { Node } from '@fairway/kube';
import { expect, test } from 'vitest';
import { node } from '../_objects.ts';
import { decideTaints } from './decide.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
const other = { key: 'only', value: 'gpu', effect: 'NoSchedule' };

function unready(status: 'False' | 'Unknown', spec: Node['spec'] = {}): Node {
  return node('n', { spec, status: { conditions: [{ type: 'Ready', status }] } });
}

test.each<[string, Node, string[] | undefined]>([
  ['ready', node('n'), undefined],
  ['ready again', node('n', { spec: { taints: [other, notReady] } }), ['only']],
  ['new', node('n', { status: {} }), [notReady.key]],
  ['not ready', unready('False'), [notReady.key]],
  ['not ready, known', unready('False', { taints: [notReady] }), undefined],
  ['unreachable', unready('Unknown', { taints: [notReady] }), ['node.kubernetes.io/unreachable']],
  ['closed', node('n', { spec: { unschedulable: true } }), ['node.kubernetes.io/unschedulable']],
])('%s', (_name, target, expected) => {
  expect(decideTaints(target)?.map((taint) => taint.key)).toEqual(expected);
});
