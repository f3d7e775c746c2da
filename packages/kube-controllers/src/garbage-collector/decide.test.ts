import type { KubeObject, OwnerReference } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago } from '../_objects.ts';
import { decideGarbage, hasGarbageWork, type OwnerState } from './decide.ts';
import { createGraph } from './graph.ts';

function object(uid: string, metadata: Partial<KubeObject['metadata']> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: uid, uid, ...metadata } };
}

function reference(uid: string, blockOwnerDeletion = true): OwnerReference {
  return { apiVersion: 'v1', kind: 'ConfigMap', name: uid, uid, blockOwnerDeletion };
}

function owners(...states: OwnerState['state'][]): OwnerState[] {
  return states.map((state, index) => ({ reference: reference(`o${index}`), state }));
}

const child = object('child', { ownerReferences: [reference('parent')] });
const deleted = (finalizer: string): KubeObject =>
  object('parent', { deletionTimestamp: ago(1), finalizers: [finalizer, 'other'] });

describe('an object with owners', () => {
  test.each<[OwnerState['state'][], string[], object]>([
    [['exists'], [], { type: 'none' }],
    [['absent'], [], { type: 'delete', propagationPolicy: 'Background' }],
    [['absent', 'absent'], [], { type: 'delete', propagationPolicy: 'Background' }],
    [['absent'], ['orphan'], { type: 'delete', propagationPolicy: 'Orphan' }],
    [['absent'], ['foregroundDeletion'], { type: 'delete', propagationPolicy: 'Foreground' }],
    [['exists', 'absent'], [], { type: 'setOwners', references: [reference('o0')] }],
    [['waiting', 'exists'], [], { type: 'setOwners', references: [reference('o1')] }],
    [['waiting'], [], { type: 'delete', propagationPolicy: 'Background' }],
    [[], [], { type: 'none' }],
  ])('%j with finalizers %j', (states, finalizers, expected) => {
    expect(decideGarbage(object('x', { finalizers }), owners(...states), [])).toEqual(expected);
  });

  test('one with dependents of its own goes after them when its owner waits', () => {
    expect(decideGarbage(object('x'), owners('waiting'), [child])).toEqual({
      type: 'delete',
      propagationPolicy: 'Foreground',
    });
  });
});

describe('a deleted object', () => {
  const going = object('child', {
    ownerReferences: [reference('parent')],
    deletionTimestamp: ago(1),
  });
  const loose = object('child', { ownerReferences: [reference('parent', false)] });

  test.each<[string, KubeObject, KubeObject[], object]>([
    [
      'foreground',
      deleted('foregroundDeletion'),
      [child],
      { type: 'deleteDependents', dependents: [child] },
    ],
    ['foreground, waiting', deleted('foregroundDeletion'), [going], { type: 'none' }],
    [
      'foreground, nothing blocks',
      deleted('foregroundDeletion'),
      [loose],
      { type: 'removeFinalizer', finalizer: 'foregroundDeletion' },
    ],
    ['orphan', deleted('orphan'), [child], { type: 'orphan', dependents: [child] }],
    ['orphan, done', deleted('orphan'), [], { type: 'removeFinalizer', finalizer: 'orphan' }],
    ['held by others', deleted('example.com/x'), [child], { type: 'none' }],
  ])('%s', (_name, parent, dependents, expected) => {
    expect(decideGarbage(parent, [], dependents)).toEqual(expected);
  });
});

test.each<[KubeObject, boolean]>([
  [object('x'), false],
  [child, true],
  [deleted('orphan'), true],
  [deleted('foregroundDeletion'), true],
  [object('x', { deletionTimestamp: ago(1), ownerReferences: [reference('p')] }), false],
])('work on %j: %s', (one, expected) => {
  expect(hasGarbageWork(one)).toBe(expected);
});

test('the graph knows dependents, also before their owner and after a change', () => {
  const graph = createGraph();
  const resource = { group: '', version: 'v1', resource: 'configmaps' };
  graph.put(resource, child);
  expect(graph.dependents('parent').map((n) => n.object.metadata.uid)).toEqual(['child']);
  expect(graph.get('parent')).toBeUndefined();
  graph.put(resource, object('child'));
  expect(graph.dependents('parent')).toEqual([]);
  graph.put(resource, child);
  graph.remove(child);
  expect(graph.dependents('parent')).toEqual([]);
  expect(graph.get('child')).toBeUndefined();
});
