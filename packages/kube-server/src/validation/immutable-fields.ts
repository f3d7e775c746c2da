import type { KubeObject, StatusCause } from '@fairway/kube';
import { equalJson, valueAt } from '../json.ts';
import { forbiddenField, immutable, invalidValue } from './causes.ts';

/** Fields that no update may change, by storage id. */
const immutableFields: Readonly<Record<string, readonly string[]>> = {
  'apps/deployments': ['spec.selector'],
  'apps/replicasets': ['spec.selector'],
  'apps/daemonsets': ['spec.selector'],
  'batch/jobs': ['spec.selector', 'spec.template', 'spec.completionMode'],
  'rbac.authorization.k8s.io/rolebindings': ['roleRef'],
  'rbac.authorization.k8s.io/clusterrolebindings': ['roleRef'],
  'storage.k8s.io/storageclasses': ['provisioner', 'parameters', 'volumeBindingMode'],
  'scheduling.k8s.io/priorityclasses': ['value', 'preemptionPolicy'],
  'discovery.k8s.io/endpointslices': ['addressType'],
  'networking.k8s.io/ingressclasses': ['spec.controller'],
  'core/secrets': ['type'],
};

const statefulMutable = new Set([
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]);

const podMutable = new Set([
  'activeDeadlineSeconds',
  'tolerations',
  'terminationGracePeriodSeconds',
  'schedulingGates',
  'nodeName',
]);

/** Causes for changes of what must stay as it was created. */
export function immutableCauses(id: string, next: KubeObject, old: KubeObject): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const field of immutableFields[id] ?? []) {
    const path = field.split('.');
    if (equalJson(valueAt(next, ...path), valueAt(old, ...path))) continue;
    causes.push(immutable(field, valueAt(next, ...path)));
  }
  if (id === 'core/services') causes.push(...serviceCauses(next, old));
  if (id === 'apps/statefulsets') causes.push(...statefulCauses(next, old));
  if (id === 'core/pods') causes.push(...podCauses(next, old));
  if (id === 'core/configmaps' || id === 'core/secrets') causes.push(...frozenCauses(next, old));
  return causes;
}

function serviceCauses(next: KubeObject, old: KubeObject): StatusCause[] {
  const before = valueAt(old, 'spec', 'clusterIP');
  const after = valueAt(next, 'spec', 'clusterIP');
  const leaves = valueAt(next, 'spec', 'type') === 'ExternalName';
  if (leaves || before === undefined || before === after) return [];
  return [invalidValue('spec.clusterIPs[0]', [after], 'may not change once set')];
}

function specWithout(object: KubeObject, names: ReadonlySet<string>): unknown {
  const spec = valueAt(object, 'spec');
  if (typeof spec !== 'object' || spec === null) return spec;
  return Object.fromEntries(Object.entries(spec).filter(([name]) => !names.has(name)));
}

function statefulCauses(next: KubeObject, old: KubeObject): StatusCause[] {
  if (equalJson(specWithout(next, statefulMutable), specWithout(old, statefulMutable))) return [];
  return [
    forbiddenField(
      'spec',
      "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ),
  ];
}

function podCauses(next: KubeObject, old: KubeObject): StatusCause[] {
  if (equalJson(comparablePod(next), comparablePod(old))) return [];
  return [
    forbiddenField(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ];
}

function comparablePod(pod: KubeObject): unknown {
  const spec = specWithout(pod, podMutable);
  const withoutImages = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((item: object) => ({ ...item, image: '' })) : list;
  return {
    ...(spec as object),
    containers: withoutImages(valueAt(pod, 'spec', 'containers')),
    initContainers: withoutImages(valueAt(pod, 'spec', 'initContainers')),
  };
}

/** ConfigMaps and Secrets that say `immutable: true`. */
function frozenCauses(next: KubeObject, old: KubeObject): StatusCause[] {
  if (old['immutable'] !== true) return [];
  const changed = ['data', 'binaryData', 'immutable'].filter(
    (key) => !equalJson(next[key], old[key]),
  );
  return changed.map((key) => forbiddenField(key, 'field is immutable when `immutable` is set'));
}
