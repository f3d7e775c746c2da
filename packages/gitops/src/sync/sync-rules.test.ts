import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { buildTasks, type ManagedPair, type TaskInput } from './build-tasks.ts';
import { hookDeletePolicies, hookTypes, isHook, isIgnoredHelmHook, isSkipped } from './hooks.ts';
import { kindRank } from './kind-order.ts';
import { parseSyncOptions } from './sync-options.ts';
import { waveOf } from './waves.ts';

function object(
  kind: string,
  name: string,
  annotations: Record<string, string> = {},
  more: Record<string, unknown> = {},
): KubeObject {
  const apiVersion =
    {
      Deployment: 'apps/v1',
      Job: 'batch/v1',
      CustomResourceDefinition: 'apiextensions.k8s.io/v1',
      Gadget: 'example.com/v1',
    }[kind] ?? 'v1';
  const namespace =
    kind === 'Namespace' || kind === 'CustomResourceDefinition' ? {} : { namespace: 'ns' };
  return { apiVersion, kind, metadata: { name, annotations, ...namespace }, ...more };
}

const wave = (value: number | string): Record<string, string> => ({
  'argocd.argoproj.io/sync-wave': String(value),
});
const hook = (types: string): Record<string, string> => ({ 'argocd.argoproj.io/hook': types });

function tasks(
  resources: readonly ManagedPair[],
  hooks: readonly KubeObject[] = [],
  more: Partial<TaskInput> = {},
): readonly string[] {
  const built = buildTasks({
    resources,
    hooks,
    track: (target) => target,
    findHook: () => undefined,
    options: new Map(),
    skipHooks: false,
    revision: 'abcdef0123456789',
    startedAt: new Date('2026-01-01T00:00:00Z'),
    results: [],
    ...more,
  });
  return built.map((task) => `${task.phase} ${task.wave} ${task.key.kind}/${task.key.name}`);
}

const apply = (target: KubeObject): ManagedPair => ({ target, isModified: true });
const prune = (live: KubeObject): ManagedPair => ({ live, isModified: true });

describe('wave', () => {
  test.each([
    ['no annotation', {}, 0],
    ['sync-wave', wave(3), 3],
    ['may be negative', wave(-2), -2],
    ['unparsable falls through', { ...wave('x'), 'helm.sh/hook-weight': '4' }, 4],
    ['helm hook weight', { 'helm.sh/hook-weight': '-5' }, -5],
    ['Argo CD before Helm', { ...wave(1), 'helm.sh/hook-weight': '9' }, 1],
  ])('%s', (_, annotations, expected) => {
    expect(waveOf(object('ConfigMap', 'a', annotations))).toBe(expected);
  });
});

describe('hooks', () => {
  test.each([
    ['plain resource', {}, []],
    ['CSV of types', hook('PreSync, PostSync'), ['PreSync', 'PostSync']],
    ['unknown type', hook('Whenever'), []],
    [
      'pre-install and pre-upgrade are one PreSync',
      { 'helm.sh/hook': 'pre-install,pre-upgrade' },
      ['PreSync'],
    ],
    ['post-install', { 'helm.sh/hook': 'post-install' }, ['PostSync']],
    ['pre-delete', { 'helm.sh/hook': 'pre-delete' }, ['PreDelete']],
    ['Argo CD before Helm', { ...hook('Sync'), 'helm.sh/hook': 'pre-install' }, ['Sync']],
  ])('%s', (_, annotations, expected) => {
    expect(hookTypes(object('Job', 'a', annotations))).toEqual(expected);
  });

  test('Skip alone is never applied and no hook', () => {
    const skipped = object('Job', 'a', hook('Skip'));
    expect([isSkipped(skipped), isHook(skipped)]).toEqual([true, false]);
  });

  test.each([
    ['test hooks are ignored', { 'helm.sh/hook': 'test' }, true],
    ['crd-install is a plain resource', { 'helm.sh/hook': 'crd-install' }, false],
    ['pre-install is run', { 'helm.sh/hook': 'pre-install' }, false],
    ['plain', {}, false],
  ])('%s', (_, annotations, expected) => {
    expect(isIgnoredHelmHook(object('Job', 'a', annotations))).toBe(expected);
  });

  test.each([
    ['default', {}, ['BeforeHookCreation']],
    ['none valid', { 'argocd.argoproj.io/hook-delete-policy': 'Never' }, ['BeforeHookCreation']],
    [
      'Argo CD',
      { 'argocd.argoproj.io/hook-delete-policy': 'HookSucceeded,HookFailed' },
      ['HookSucceeded', 'HookFailed'],
    ],
    ['Helm', { 'helm.sh/hook-delete-policy': 'hook-succeeded' }, ['HookSucceeded']],
  ])('delete policy: %s', (_, annotations, expected) => {
    expect([...hookDeletePolicies(object('Job', 'a', annotations))]).toEqual(expected);
  });
});

describe('order', () => {
  test('phase, then wave, then kind, then name', () => {
    const resources = [
      object('Deployment', 'b'),
      object('Deployment', 'a'),
      object('ConfigMap', 'z'),
      object('Deployment', 'first', wave(-1)),
    ];
    expect(
      tasks(resources.map(apply), [
        object('Job', 'post', hook('PostSync')),
        object('Job', 'pre', hook('PreSync')),
      ]),
    ).toEqual([
      'PreSync 0 Job/pre',
      'Sync -1 Deployment/first',
      'Sync 0 ConfigMap/z',
      'Sync 0 Deployment/a',
      'Sync 0 Deployment/b',
      'PostSync 0 Job/post',
    ]);
  });

  test('kinds that are not listed come last', () => {
    expect(kindRank('Namespace')).toBe(0);
    expect(kindRank('APIService')).toBeLessThan(kindRank('Gadget'));
  });

  test('a Namespace takes phase and wave of the first task inside it', () => {
    expect(
      tasks(
        [apply(object('Namespace', 'ns', wave(5)))],
        [object('Job', 'pre', { ...hook('PreSync'), ...wave(-3) })],
      ),
    ).toEqual(['PreSync -3 Namespace/ns', 'PreSync -3 Job/pre']);
  });

  test('a CRD is moved before its first custom resource', () => {
    const crd = object('CustomResourceDefinition', 'gadgets', wave(2), {
      spec: { group: 'example.com', names: { kind: 'Gadget' } },
    });
    expect(
      tasks([crd, object('Gadget', 'one', wave(-1)), object('ConfigMap', 'a')].map(apply)),
    ).toEqual([
      'Sync -1 CustomResourceDefinition/gadgets',
      'Sync -1 Gadget/one',
      'Sync 0 ConfigMap/a',
    ]);
  });

  test('prune waves are mirrored', () => {
    const objects = [1, 2, 3].map((number) => object('ConfigMap', `w${number}`, wave(number)));
    expect(tasks(objects.map(prune))).toEqual([
      'Sync 1 ConfigMap/w3',
      'Sync 2 ConfigMap/w2',
      'Sync 3 ConfigMap/w1',
    ]);
  });

  test.each([
    ['of the Application', { options: parseSyncOptions(['PruneLast=true']) }, {}],
    ['of the resource', {}, { 'argocd.argoproj.io/sync-options': 'PruneLast=true' }],
  ])('PruneLast=true %s is one wave after the last', (_, more, annotations) => {
    const resources = [
      apply(object('ConfigMap', 'kept', wave(4))),
      prune(object('ConfigMap', 'old', annotations)),
    ];
    expect(tasks(resources, [], more)).toEqual(['Sync 4 ConfigMap/kept', 'Sync 5 ConfigMap/old']);
  });

  test('generateName: revision, phase and start make the name', () => {
    const generated = object('Job', '', hook('PreSync'));
    const { name: _, ...metadata } = generated.metadata;
    expect(tasks([], [{ ...generated, metadata: { ...metadata, generateName: 'run-' } }])).toEqual([
      'PreSync 0 Job/run-abcdef0-presync-1767225600',
    ]);
  });

  test('a selective sync runs only what is selected, and no hooks', () => {
    const resources = [apply(object('ConfigMap', 'a')), apply(object('ConfigMap', 'b'))];
    expect(
      tasks(resources, [object('Job', 'pre', hook('PreSync'))], {
        selected: (key) => key.name === 'b',
      }),
    ).toEqual(['Sync 0 ConfigMap/b']);
  });
});
