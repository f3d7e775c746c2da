import type { KubeObject } from '@fairway/kube';
import type { IgnoreDifference, SyncStatusCode } from '../application/application.ts';
import { messageOf } from '../errors.ts';
import type { HealthStatus } from '../health/health-status.ts';
import { resourceHealth } from '../health/resource-health.ts';
import { annotationOf } from '../object/predicates.ts';
import { formatKey, keyOf, type ResourceKey } from '../object/resource-key.ts';
import { isHook } from '../sync/hooks.ts';
import { mapConcurrent } from './map-concurrent.ts';
import type { DiffResult } from './server-diff.ts';

/** One managed resource, compared. */
export interface ComparedResource {
  key: ResourceKey;
  version: string;
  target?: KubeObject;
  live?: KubeObject;
  isHook: boolean;
  isModified: boolean;
  /** Absent for hooks: they are not part of the sync status. */
  status?: SyncStatusCode;
  health?: HealthStatus;
  rejection?: string;
}

/** All managed resources of an Application, compared. */
export interface Comparison {
  status: SyncStatusCode;
  resources: readonly ComparedResource[];
  errors: readonly string[];
}

/** What is compared, and how. */
interface CompareInput {
  targets: readonly KubeObject[];
  managed: readonly KubeObject[];
  find: (key: ResourceKey, apiVersion: string) => KubeObject | undefined;
  diff: (target: KubeObject, live: KubeObject) => Promise<DiffResult>;
}

const concurrency = 8;
const compareOptions = 'argocd.argoproj.io/compare-options';

/** Pairs every target and every tracked live object and compares the pairs. */
export async function compareResources(input: CompareInput): Promise<Comparison> {
  const wanted = new Set(input.targets.map((target) => formatKey(keyOf(target))));
  const extra = input.managed.filter((live) => !wanted.has(formatKey(keyOf(live))));
  const errors: string[] = [];
  const compared = await mapConcurrent(input.targets, concurrency, async (target) => {
    try {
      return await compareTarget(target, input);
    } catch (error) {
      errors.push(messageOf(error));
      return unknownTarget(target, input);
    }
  });
  const resources = [...compared, ...extra.map(extraneous)].sort(compareKeys);
  return { status: overallStatus(resources, errors), resources, errors };
}

async function compareTarget(target: KubeObject, input: CompareInput): Promise<ComparedResource> {
  const key = keyOf(target);
  const live = input.find(key, target.apiVersion);
  const base = { key, version: versionIn(target), target, isHook: false };
  if (live === undefined) return { ...base, isModified: true, status: 'OutOfSync' };
  const { isModified, rejection } = await input.diff(target, live);
  const health = resourceHealth(live);
  return {
    ...base,
    live,
    isModified,
    status: isModified ? 'OutOfSync' : 'Synced',
    ...(health === undefined ? {} : { health }),
    ...(rejection === undefined ? {} : { rejection }),
  };
}

function unknownTarget(target: KubeObject, input: CompareInput): ComparedResource {
  const key = keyOf(target);
  const live = input.find(key, target.apiVersion);
  const health = live === undefined ? undefined : resourceHealth(live);
  return {
    key,
    version: versionIn(target),
    target,
    isHook: false,
    isModified: true,
    status: 'Unknown',
    ...(live === undefined ? {} : { live }),
    ...(health === undefined ? {} : { health }),
  };
}

function extraneous(live: KubeObject): ComparedResource {
  const hook = isHook(live);
  const health = resourceHealth(live);
  return {
    key: keyOf(live),
    version: versionIn(live),
    live,
    isHook: hook,
    isModified: true,
    ...(hook ? {} : { status: 'OutOfSync' as const }),
    ...(health === undefined ? {} : { health }),
  };
}

function overallStatus(
  resources: readonly ComparedResource[],
  errors: readonly string[],
): SyncStatusCode {
  if (errors.length > 0 || resources.some((resource) => resource.status === 'Unknown')) {
    return 'Unknown';
  }
  const isOut = resources.some(
    (resource) => resource.status === 'OutOfSync' && !isIgnoredExtra(resource),
  );
  return isOut ? 'OutOfSync' : 'Synced';
}

function isIgnoredExtra({ target, live }: ComparedResource): boolean {
  if (target !== undefined || live === undefined) return false;
  const options = (annotationOf(live, compareOptions) ?? '').split(',').map((part) => part.trim());
  return options.includes('IgnoreExtraneous');
}

function versionIn(object: KubeObject): string {
  return object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
}

function compareKeys(a: ComparedResource, b: ComparedResource): number {
  const left = formatKey(a.key);
  const right = formatKey(b.key);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The `ignoreDifferences` of a spec, or none. */
export function ignoredOf(spec: {
  ignoreDifferences?: IgnoreDifference[];
}): readonly IgnoreDifference[] {
  return spec.ignoreDifferences ?? [];
}
