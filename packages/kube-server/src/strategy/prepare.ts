import type { KubeObject } from '@fairway/kube';
import { child, equalJson, objectAt } from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import { initialStatus } from './initial-status.ts';

/** Built-in resources whose `metadata.generation` counts changes of what the user wants. */
const counted = new Set([
  'apps/deployments',
  'apps/replicasets',
  'apps/statefulsets',
  'apps/daemonsets',
  'core/replicationcontrollers',
  'batch/jobs',
  'batch/cronjobs',
  'networking.k8s.io/ingresses',
  'networking.k8s.io/ingressclasses',
  'networking.k8s.io/networkpolicies',
  'policy/poddisruptionbudgets',
  'scheduling.k8s.io/priorityclasses',
  'discovery.k8s.io/endpointslices',
  'apiextensions.k8s.io/customresourcedefinitions',
  'flowcontrol.apiserver.k8s.io/flowschemas',
  'flowcontrol.apiserver.k8s.io/prioritylevelconfigurations',
  'admissionregistration.k8s.io/mutatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingwebhookconfigurations',
  'admissionregistration.k8s.io/validatingadmissionpolicies',
  'admissionregistration.k8s.io/validatingadmissionpolicybindings',
]);

function isCounted(resource: ServedResource): boolean {
  return resource.custom !== undefined || counted.has(resource.storage.id);
}

/** First generation and status of a new object. */
export function prepareForCreate(resource: ServedResource, object: KubeObject, now: Date): void {
  if (isCounted(resource)) object.metadata.generation = 1;
  const status = initialStatus(resource, object, now);
  if (status !== undefined) object['status'] = status;
}

/** Raises the generation when anything but metadata and status changes. */
export function prepareForUpdate(
  resource: ServedResource,
  next: KubeObject,
  old: KubeObject,
  subresource: string | undefined,
): void {
  if (resource.storage.id === 'core/namespaces' && subresource !== 'finalize')
    keepFinalizers(next, old);
  if (!isCounted(resource) || subresource === 'status') return;
  if (equalJson(wanted(resource, next), wanted(resource, old))) return;
  next.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

/** A namespace's own finalizers change through `finalize` alone. */
function keepFinalizers(next: KubeObject, old: KubeObject): void {
  const { finalizers } = objectAt(old, 'spec') ?? {};
  if (finalizers !== undefined) child(next, 'spec')['finalizers'] = finalizers;
}

function wanted(resource: ServedResource, object: KubeObject): unknown {
  const { metadata: _, ...rest } = object;
  // A custom resource without the status subresource has a status like any other field.
  if (resource.custom === undefined || resource.custom.hasStatus) delete rest['status'];
  return rest;
}
