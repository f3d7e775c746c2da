import type { KubeObject } from '@fairway/kube';
import { isHook, isDeletionHook, isIgnoredHelmHook, isSkipped } from '../sync/hooks.ts';
import { isCrd } from '../object/predicates.ts';
import { readString } from '../object/read.ts';
import { formatKey, groupOf, keyOf } from '../object/resource-key.ts';
import { withTrackingId } from '../tracking/tracking.ts';

/** Targets ready to compare and apply: named, in their namespace, tracked. */
export interface PreparedTargets {
  resources: readonly KubeObject[];
  hooks: readonly KubeObject[];
  /** One sentence for each object that appears more than once. */
  warnings: readonly string[];
}

/** What preparing depends on. */
interface PrepareContext {
  application: string;
  namespace: string;
  /** Whether a kind is namespaced; undefined when the cluster does not know the kind. */
  isNamespaced: (apiVersion: string, kind: string) => boolean | undefined;
}

/**
 * Fills in the destination namespace (or drops it for cluster-scoped kinds), adds the tracking id,
 * keeps the last of objects that appear twice, and sets hooks apart. What is skipped, and hooks
 * that run only on deletion, are left out.
 */
export function prepareTargets(
  objects: readonly KubeObject[],
  context: PrepareContext,
): PreparedTargets {
  const wanted = objects.filter(
    (object) => !isSkipped(object) && !isIgnoredHelmHook(object) && !isDeletionHook(object),
  );
  const scoped = wanted.map((object) => withNamespace(object, wanted, context));
  const byKey = new Map<string, { object: KubeObject; count: number }>();
  const hooks: KubeObject[] = [];
  for (const object of scoped) {
    const tracked = withTrackingId(object, context.application, context.namespace);
    if (isHook(tracked)) {
      hooks.push(tracked);
      continue;
    }
    const key = formatKey(keyOf(tracked));
    const count = (byKey.get(key)?.count ?? 0) + 1;
    byKey.delete(key);
    byKey.set(key, { object: tracked, count });
  }
  return {
    resources: [...byKey.values()].map((entry) => entry.object),
    hooks,
    warnings: [...byKey].filter(([, { count }]) => count > 1).map(repeated),
  };
}

function repeated([key, { count }]: [string, { count: number }]): string {
  return `Resource ${key} appeared ${count} times among application resources.`;
}

function withNamespace(
  object: KubeObject,
  all: readonly KubeObject[],
  context: PrepareContext,
): KubeObject {
  const isNamespaced =
    context.isNamespaced(object.apiVersion, object.kind) ?? scopeInTargets(object, all);
  const { namespace, ...metadata } = object.metadata;
  if (!isNamespaced) return namespace === undefined ? object : { ...object, metadata };
  if (namespace !== undefined && namespace !== '') return object;
  return { ...object, metadata: { ...metadata, namespace: context.namespace } };
}

/** The scope that a CRD among the targets gives a kind; namespaced when none does. */
function scopeInTargets(object: KubeObject, all: readonly KubeObject[]): boolean {
  const crd = all.find(
    (candidate) =>
      isCrd(candidate) &&
      readString(candidate, 'spec', 'group') === groupOf(object.apiVersion) &&
      readString(candidate, 'spec', 'names', 'kind') === object.kind,
  );
  return crd === undefined || readString(crd, 'spec', 'scope') !== 'Cluster';
}
