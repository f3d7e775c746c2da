import type { Node, Pod, PodSpec } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, node, pod } from '../_objects.ts';
import { decideNode, needsScheduling } from './decide.ts';

function asking(requests: Record<string, string>, spec: Partial<PodSpec> = {}): Pod {
  const containers = [{ name: 'app', resources: { requests } }];
  return pod('new', { spec: { containers, ...spec } });
}

function decide(wanted: Pod, nodes: Node[], bound: Pod[] = []): string {
  const decision = decideNode({
    pod: wanted,
    nodes,
    bound: bound.map((one) => ({ pod: one, nodeName: one.spec.nodeName ?? '' })),
  });
  return decision.type === 'bind' ? decision.nodeName : decision.message;
}

const noVictims =
  'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
const noHelp = 'preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
const taint = { key: 'only', value: 'gpu', effect: 'NoSchedule' };

describe('decideNode', () => {
  test.each<[string, Pod, Node, string]>([
    ['fits', asking({ cpu: '2', memory: '4Gi' }), node('n'), 'n'],
    [
      'too much CPU',
      asking({ cpu: '2001m' }),
      node('n'),
      `0/1 nodes are available: 1 Insufficient cpu. ${noVictims}`,
    ],
    [
      'too much of two',
      asking({ cpu: '3', memory: '5Gi' }),
      node('n'),
      `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ${noVictims}`,
    ],
    [
      'an unknown resource',
      asking({ gpu: '1' }),
      node('n'),
      `0/1 nodes are available: 1 Insufficient gpu. ${noVictims}`,
    ],
    [
      'closed',
      asking({}),
      node('n', { spec: { unschedulable: true } }),
      `0/1 nodes are available: 1 node(s) were unschedulable. ${noHelp}`,
    ],
    [
      'another disk',
      asking({}, { nodeSelector: { disk: 'hdd' } }),
      node('n'),
      `0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${noHelp}`,
    ],
    [
      'a taint',
      asking({}),
      node('n', { spec: { taints: [taint] } }),
      `0/1 nodes are available: 1 node(s) had untolerated taint {only: gpu}. ${noHelp}`,
    ],
    [
      'a tolerated taint',
      asking({}, { tolerations: [{ key: 'only', operator: 'Exists' }] }),
      node('n', { spec: { taints: [taint] } }),
      'n',
    ],
    [
      'a taint tolerated by value',
      asking({}, { tolerations: [{ key: 'only', value: 'gpu', effect: 'NoSchedule' }] }),
      node('n', { spec: { taints: [taint] } }),
      'n',
    ],
    [
      'not ready',
      asking({}),
      node('n', { status: { allocatable: { cpu: '2' } } }),
      `0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }. ${noHelp}`,
    ],
  ])('%s', (_name, wanted, target, expected) => {
    expect(decide(wanted, [target])).toBe(expected);
  });

  test('no nodes', () => {
    expect(decide(asking({}), [])).toBe('no nodes available to schedule pods');
  });

  test('what is bound counts, what has ended does not', () => {
    const resources = { requests: { cpu: '1500m' } };
    const spec = { nodeName: 'n', containers: [{ name: 'app', resources }] };
    expect(decide(asking({ cpu: '1' }), [node('n')], [pod('b', { spec })])).toContain(
      'Insufficient cpu',
    );
    const ended = pod('b', { spec, status: { phase: 'Succeeded' } });
    expect(decide(asking({ cpu: '1' }), [node('n')], [ended])).toBe('n');
  });

  test('the number of pods is limited', () => {
    const bound = Array.from({ length: 10 }, (_, i) =>
      pod(`p${i}`, { spec: { nodeName: 'n', containers: [] } }),
    );
    expect(decide(asking({}), [node('n')], bound)).toContain('1 Too many pods');
  });

  test('the node with more room wins', () => {
    const spec = {
      nodeName: 'a',
      containers: [{ name: 'x', resources: { requests: { cpu: '1' } } }],
    };
    expect(decide(asking({ cpu: '500m' }), [node('a'), node('b')], [pod('x', { spec })])).toBe('b');
  });

  test('init containers ask for their peak, sidecars for always', () => {
    const ask = (cpu: string, more: object = {}): PodSpec['containers'][number] => ({
      name: cpu,
      resources: { requests: { cpu } },
      ...more,
    });
    const spec = { containers: [ask('500m')], initContainers: [ask('1900m')] };
    expect(decide(pod('x', { spec }), [node('n')])).toBe('n');
    const sidecar = ask('200m', { restartPolicy: 'Always' });
    const both = { ...spec, initContainers: [sidecar, ask('1900m')] };
    expect(decide(pod('x', { spec: both }), [node('n')])).toContain('Insufficient cpu');
  });
});

test.each<[string, Pod, boolean]>([
  ['pending', pod('a', { spec: { nodeName: '', containers: [] } }), true],
  ['bound', pod('a'), false],
  [
    'of another scheduler',
    pod('a', { spec: { nodeName: '', containers: [], schedulerName: 'x' } }),
    false,
  ],
  [
    'gated',
    pod('a', { spec: { nodeName: '', containers: [], schedulingGates: [{ name: 'g' }] } }),
    false,
  ],
  [
    'deleted',
    pod('a', { metadata: { deletionTimestamp: ago(1) }, spec: { nodeName: '', containers: [] } }),
    false,
  ],
])('a pod that is %s', (_name, one, expected) => {
  expect(needsScheduling(one)).toBe(expected);
});
