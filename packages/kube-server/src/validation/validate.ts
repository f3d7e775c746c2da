import { invalid, type KubeObject, type StatusCause } from '@fairway/kube';
import { customCauses } from '../custom/validate-custom.ts';
import { definitionCauses } from '../custom/validate-definition.ts';
import { objectAt } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import type { ServerContext } from '../request/context.ts';
import { configDataCauses } from './config-data.ts';
import { immutableCauses } from './immutable-fields.ts';
import { metadataCauses } from './names.ts';
import { requiredCauses } from './required-fields.ts';
import { ingressCauses, serviceCauses } from './services.ts';
import { jobCauses, podSpecCauses, workloadCauses } from './workloads.ts';

/** Rules beyond types and required fields, by storage id. */
const rules: Readonly<Record<string, (object: KubeObject) => StatusCause[]>> = {
  'core/pods': (object) => podSpecCauses(objectAt(object, 'spec'), 'spec'),
  'core/services': serviceCauses,
  'core/configmaps': configDataCauses,
  'core/secrets': configDataCauses,
  'apps/deployments': workloadCauses,
  'apps/replicasets': workloadCauses,
  'apps/statefulsets': workloadCauses,
  'apps/daemonsets': workloadCauses,
  'batch/jobs': jobCauses,
  'networking.k8s.io/ingresses': ingressCauses,
  'apiextensions.k8s.io/customresourcedefinitions': definitionCauses,
};

/** Refuses (422) a new object that breaks the rules of its kind. */
export function validateCreate(
  _context: ServerContext,
  resource: ServedResource,
  object: KubeObject,
): void {
  refuse(resource, object, allCauses(resource, object));
}

/** Refuses (422) a change that breaks the rules of its kind, or that nobody may make. */
export function validateUpdate(
  _context: ServerContext,
  resource: ServedResource,
  next: KubeObject,
  old: KubeObject,
  subresource: string | undefined,
): void {
  if (subresource === 'status') {
    if (resource.custom !== undefined) refuse(resource, next, customCauses(resource.custom, next));
    return;
  }
  const causes = allCauses(resource, next);
  causes.push(...immutableCauses(resource.storage.id, next, old), ...finalizerCauses(next, old));
  refuse(resource, next, causes);
}

function allCauses(resource: ServedResource, object: KubeObject): StatusCause[] {
  const causes = metadataCauses(resource, object);
  if (resource.custom !== undefined) return [...causes, ...customCauses(resource.custom, object)];
  const special = rules[resource.storage.id]?.(object) ?? [];
  const known = new Set([...causes, ...special].map((cause) => cause.field));
  const missing = resource.schema === undefined ? [] : requiredCauses(resource.schema, object);
  return [...causes, ...special, ...missing.filter((cause) => !known.has(cause.field))];
}

/** An object that is being deleted gets no new finalizers. */
function finalizerCauses(next: KubeObject, old: KubeObject): StatusCause[] {
  if (old.metadata.deletionTimestamp === undefined) return [];
  const before = old.metadata.finalizers ?? [];
  const added = (next.metadata.finalizers ?? []).filter((name) => !before.includes(name));
  if (added.length === 0) return [];
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`;
  return [{ reason: 'FieldValueForbidden', field: 'metadata.finalizers', message }];
}

function refuse(resource: ServedResource, object: KubeObject, causes: StatusCause[]): void {
  if (causes.length === 0) return;
  throw invalid(resource, object.metadata.name ?? '', causes);
}
