import { forbidden, parseQuantity, type KubeObject } from '@fairway/kube';
import { child, fill, objectAt, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { ServerContext } from '../request/context.ts';
import type { AdmissionPlugin } from './admission.ts';

/** Applies the LimitRanges of the namespace to pods: defaults first, then minima and maxima. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  mutate(context, { operation, resource, namespace, object }) {
    if (operation !== 'CREATE' || resource.storage.id !== 'core/pods') return;
    for (const limit of limitsOf(context, namespace)) {
      if (limit['type'] !== 'Container') continue;
      for (const container of containersOf(object)) setContainerDefaults(container, limit);
    }
  },
  validate(context, { operation, resource, namespace, object }) {
    if (operation !== 'CREATE' || resource.storage.id !== 'core/pods') return;
    const problems = limitsOf(context, namespace)
      .filter((limit) => limit['type'] === 'Container')
      .flatMap((limit) =>
        containersOf(object).flatMap((container) => violations(container, limit)),
      );
    if (problems.length === 0) return;
    const text = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
    throw forbidden({ group: '', resource: 'pods' }, object.metadata.name ?? '', text);
  },
};

function limitsOf(context: ServerContext, namespace: string): JsonObject[] {
  return context.store.cache
    .list('core/limitranges', namespace)
    .flatMap((entry) => objectsOf(valueAt(entry.object, 'spec', 'limits')));
}

function containersOf(pod: KubeObject): JsonObject[] {
  return ['initContainers', 'containers'].flatMap((list) => objectsOf(valueAt(pod, 'spec', list)));
}

function setContainerDefaults(container: JsonObject, limit: JsonObject): void {
  const resources = child(container, 'resources');
  const limits = objectAt(limit, 'default');
  const requests = objectAt(limit, 'defaultRequest');
  // A request that is missing is the container's own limit before it is the range's default.
  const own = objectAt(resources, 'limits');
  if (own !== undefined) fill(child(resources, 'requests'), own);
  if (requests !== undefined) fill(child(resources, 'requests'), requests);
  if (limits !== undefined) fill(child(resources, 'limits'), limits);
}

function amount(value: unknown): number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined;
}

function violations(container: JsonObject, limit: JsonObject): string[] {
  const problems: string[] = [];
  for (const [name, maximum] of Object.entries(objectAt(limit, 'max') ?? {})) {
    const given = valueAt(container, 'resources', 'limits', name);
    if (given === undefined) {
      problems.push(
        `maximum ${name} usage per Container is ${textOf(maximum)}.  No limit is specified`,
      );
    } else if ((amount(given) ?? 0) > (amount(maximum) ?? 0)) {
      problems.push(
        `maximum ${name} usage per Container is ${textOf(maximum)}, but limit is ${textOf(given)}`,
      );
    }
  }
  for (const [name, minimum] of Object.entries(objectAt(limit, 'min') ?? {})) {
    const given = valueAt(container, 'resources', 'requests', name);
    if (given === undefined) {
      problems.push(
        `minimum ${name} usage per Container is ${textOf(minimum)}.  No request is specified`,
      );
    } else if ((amount(given) ?? 0) < (amount(minimum) ?? 0)) {
      problems.push(
        `minimum ${name} usage per Container is ${textOf(minimum)}, but request is ${textOf(given)}`,
      );
    }
  }
  return problems;
}
