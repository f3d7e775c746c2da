import { badRequest } from '@fairway/kube';
import type { FieldRequirement } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';

const events = [
  'involvedObject.kind',
  'involvedObject.namespace',
  'involvedObject.name',
  'involvedObject.uid',
  'involvedObject.apiVersion',
  'involvedObject.resourceVersion',
  'involvedObject.fieldPath',
  'reason',
  'reportingComponent',
  'source',
  'type',
];

/** Field labels that a selector may use, besides metadata.name and metadata.namespace. */
const supported = new Map<string, readonly string[]>([
  [
    'core/pods',
    [
      'spec.nodeName',
      'spec.restartPolicy',
      'spec.schedulerName',
      'spec.serviceAccountName',
      'spec.hostNetwork',
      'status.phase',
      'status.podIP',
      'status.podIPs',
      'status.nominatedNodeName',
    ],
  ],
  ['core/events', events],
  ['core/secrets', ['type']],
  ['core/nodes', ['spec.unschedulable']],
  ['core/namespaces', ['status.phase']],
  ['core/services', ['spec.clusterIP', 'spec.type']],
  ['core/replicationcontrollers', ['status.replicas']],
  ['apps/replicasets', ['status.replicas']],
  ['batch/jobs', ['status.successful']],
  ['certificates.k8s.io/certificatesigningrequests', ['spec.signerName']],
]);

/** Refuses field labels that the resource does not support (400), with kube-apiserver's text. */
export function checkFieldLabels(
  resource: ServedResource,
  fields: readonly FieldRequirement[],
): void {
  for (const { path } of fields) {
    if (path === 'metadata.name' || (path === 'metadata.namespace' && resource.namespaced))
      continue;
    if (supported.get(resource.storage.id)?.includes(path)) continue;
    if (resource.custom?.selectableFields.includes(path)) continue;
    throw badRequest(`field label not supported: ${path}`);
  }
}

/** The object's value for a field label, where that is not simply the field. */
export function fieldLabelView(resource: ServedResource, object: object): object {
  if (resource.storage.id !== 'core/pods') return object;
  const spec = 'spec' in object && typeof object.spec === 'object' ? object.spec : {};
  // Labels with a default that the stored object leaves out.
  return { ...object, spec: { hostNetwork: false, ...spec } };
}
