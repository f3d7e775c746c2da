import type { KubeObject } from '@fairway/kube';
import { isCrd, annotationOf } from '../object/predicates.ts';
import type { SyncPhase } from './sync-phase.ts';

/** Kept on a hook until its result was read. */
export const hookFinalizer = 'argocd.argoproj.io/hook-finalizer';

const hookAnnotation = 'argocd.argoproj.io/hook';
const deletePolicyAnnotation = 'argocd.argoproj.io/hook-delete-policy';
const helmHookAnnotation = 'helm.sh/hook';
const helmDeletePolicyAnnotation = 'helm.sh/hook-delete-policy';

/** What a hook annotation may name; `PreDelete` and `PostDelete` run when the Application goes. */
type HookType = SyncPhase | 'Skip' | 'PreDelete' | 'PostDelete';

/** When a hook's object is deleted. */
export type HookDeletePolicy = 'HookSucceeded' | 'HookFailed' | 'BeforeHookCreation';

const argoTypes: ReadonlyMap<string, HookType> = new Map<string, HookType>(
  (['PreSync', 'Sync', 'PostSync', 'SyncFail', 'Skip', 'PreDelete', 'PostDelete'] as const).map(
    (type) => [type, type],
  ),
);
const helmTypes: ReadonlyMap<string, HookType> = new Map<string, HookType>([
  ['pre-install', 'PreSync'],
  ['pre-upgrade', 'PreSync'],
  ['post-install', 'PostSync'],
  ['post-upgrade', 'PostSync'],
  ['pre-delete', 'PreDelete'],
  ['post-delete', 'PostDelete'],
]);
const argoPolicies: ReadonlyMap<string, HookDeletePolicy> = new Map<string, HookDeletePolicy>(
  (['HookSucceeded', 'HookFailed', 'BeforeHookCreation'] as const).map((policy) => [
    policy,
    policy,
  ]),
);
const helmPolicies: ReadonlyMap<string, HookDeletePolicy> = new Map<string, HookDeletePolicy>([
  ['hook-succeeded', 'HookSucceeded'],
  ['hook-failed', 'HookFailed'],
  ['before-hook-creation', 'BeforeHookCreation'],
]);

function csv(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function lookUp<T>(names: readonly string[], table: ReadonlyMap<string, T>): readonly T[] {
  const found = names.map((name) => table.get(name)).filter((value) => value !== undefined);
  return [...new Set(found)];
}

/** The hook types of an object: Argo CD's annotation, else Helm's; empty for a plain resource. */
export function hookTypes(object: KubeObject): readonly HookType[] {
  const argo = lookUp(csv(annotationOf(object, hookAnnotation)), argoTypes);
  if (argo.length > 0) return argo;
  return lookUp(csv(annotationOf(object, helmHookAnnotation)), helmTypes);
}

/** True for a Helm hook that Argo CD does not run (test, rollback, …): it is left out altogether. */
export function isIgnoredHelmHook(object: KubeObject): boolean {
  const names = csv(annotationOf(object, helmHookAnnotation));
  if (names.length === 0 || hookTypes(object).length > 0) return false;
  return !(isCrd(object) || names.includes('crd-install'));
}

/** True for `Skip` alone: never applied, and not part of the status. */
export function isSkipped(object: KubeObject): boolean {
  const types = hookTypes(object);
  return types.length === 1 && types[0] === 'Skip';
}

/** True for an object that a sync runs instead of keeping. */
export function isHook(object: KubeObject): boolean {
  const types = hookTypes(object);
  return types.length > 0 && !isSkipped(object);
}

/** True for a hook that runs when its Application is deleted, and never in a sync. */
export function isDeletionHook(object: KubeObject): boolean {
  const types = hookTypes(object);
  return types.length > 0 && types.every((type) => type === 'PreDelete' || type === 'PostDelete');
}

/** The delete policies of a hook; `BeforeHookCreation` when it names none that is valid. */
export function hookDeletePolicies(object: KubeObject): ReadonlySet<HookDeletePolicy> {
  const argo = lookUp(csv(annotationOf(object, deletePolicyAnnotation)), argoPolicies);
  const all = [
    ...argo,
    ...lookUp(csv(annotationOf(object, helmDeletePolicyAnnotation)), helmPolicies),
  ];
  return new Set<HookDeletePolicy>(all.length > 0 ? all : ['BeforeHookCreation']);
}
