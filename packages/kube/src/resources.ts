import type { GroupVersionResource } from './client.ts';

function gvr(group: string, version: string, resource: string): Readonly<GroupVersionResource> {
  return Object.freeze({ group, version, resource });
}

/** The built-in resources by name, at the version that Fairway uses. */
export const resources: BuiltinResources = Object.freeze({
  configMaps: gvr('', 'v1', 'configmaps'),
  endpoints: gvr('', 'v1', 'endpoints'),
  events: gvr('', 'v1', 'events'),
  limitRanges: gvr('', 'v1', 'limitranges'),
  namespaces: gvr('', 'v1', 'namespaces'),
  nodes: gvr('', 'v1', 'nodes'),
  persistentVolumeClaims: gvr('', 'v1', 'persistentvolumeclaims'),
  persistentVolumes: gvr('', 'v1', 'persistentvolumes'),
  pods: gvr('', 'v1', 'pods'),
  resourceQuotas: gvr('', 'v1', 'resourcequotas'),
  secrets: gvr('', 'v1', 'secrets'),
  serviceAccounts: gvr('', 'v1', 'serviceaccounts'),
  services: gvr('', 'v1', 'services'),
  controllerRevisions: gvr('apps', 'v1', 'controllerrevisions'),
  daemonSets: gvr('apps', 'v1', 'daemonsets'),
  deployments: gvr('apps', 'v1', 'deployments'),
  replicaSets: gvr('apps', 'v1', 'replicasets'),
  statefulSets: gvr('apps', 'v1', 'statefulsets'),
  cronJobs: gvr('batch', 'v1', 'cronjobs'),
  jobs: gvr('batch', 'v1', 'jobs'),
  horizontalPodAutoscalers: gvr('autoscaling', 'v2', 'horizontalpodautoscalers'),
  ingresses: gvr('networking.k8s.io', 'v1', 'ingresses'),
  ingressClasses: gvr('networking.k8s.io', 'v1', 'ingressclasses'),
  networkPolicies: gvr('networking.k8s.io', 'v1', 'networkpolicies'),
  podDisruptionBudgets: gvr('policy', 'v1', 'poddisruptionbudgets'),
  clusterRoles: gvr('rbac.authorization.k8s.io', 'v1', 'clusterroles'),
  clusterRoleBindings: gvr('rbac.authorization.k8s.io', 'v1', 'clusterrolebindings'),
  roles: gvr('rbac.authorization.k8s.io', 'v1', 'roles'),
  roleBindings: gvr('rbac.authorization.k8s.io', 'v1', 'rolebindings'),
  leases: gvr('coordination.k8s.io', 'v1', 'leases'),
  endpointSlices: gvr('discovery.k8s.io', 'v1', 'endpointslices'),
  storageClasses: gvr('storage.k8s.io', 'v1', 'storageclasses'),
  priorityClasses: gvr('scheduling.k8s.io', 'v1', 'priorityclasses'),
  customResourceDefinitions: gvr('apiextensions.k8s.io', 'v1', 'customresourcedefinitions'),
});

/** The names in `resources`. */
export type BuiltinResourceName =
  | 'configMaps'
  | 'endpoints'
  | 'events'
  | 'limitRanges'
  | 'namespaces'
  | 'nodes'
  | 'persistentVolumeClaims'
  | 'persistentVolumes'
  | 'pods'
  | 'resourceQuotas'
  | 'secrets'
  | 'serviceAccounts'
  | 'services'
  | 'controllerRevisions'
  | 'daemonSets'
  | 'deployments'
  | 'replicaSets'
  | 'statefulSets'
  | 'cronJobs'
  | 'jobs'
  | 'horizontalPodAutoscalers'
  | 'ingresses'
  | 'ingressClasses'
  | 'networkPolicies'
  | 'podDisruptionBudgets'
  | 'clusterRoles'
  | 'clusterRoleBindings'
  | 'roles'
  | 'roleBindings'
  | 'leases'
  | 'endpointSlices'
  | 'storageClasses'
  | 'priorityClasses'
  | 'customResourceDefinitions';

/** A group, version and resource for every name. */
export type BuiltinResources = Readonly<
  Record<BuiltinResourceName, Readonly<GroupVersionResource>>
>;
