import type { KubeObject } from '@fairway/kube';
import { fill, objectAt, objectsOf } from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

function setBindingDefaults(object: KubeObject): void {
  const role = objectAt(object, 'roleRef');
  if (role !== undefined) fill(role, { apiGroup: rbacGroup });
  for (const subject of objectsOf(object['subjects'])) {
    if (subject['kind'] === 'ServiceAccount') continue;
    fill(subject, { apiGroup: rbacGroup });
  }
}

/** A typed server writes a role without rules with null. */
function setRoleDefaults(object: KubeObject): void {
  object['rules'] ??= null;
}

export const miscellaneousDefaults: DefaultsTable = {
  'rbac.authorization.k8s.io/v1/Role': setRoleDefaults,
  'rbac.authorization.k8s.io/v1/ClusterRole': setRoleDefaults,
  'rbac.authorization.k8s.io/v1/RoleBinding': setBindingDefaults,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': setBindingDefaults,
  'storage.k8s.io/v1/StorageClass': (object) =>
    fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  'scheduling.k8s.io/v1/PriorityClass': (object) =>
    fill(object, { preemptionPolicy: 'PreemptLowerPriority' }),
};
