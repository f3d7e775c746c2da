export type {
  Json,
  KubeList,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  OwnerReference,
} from './object.ts';
export type {
  ApiResource,
  DeleteOptions,
  GroupVersionKind,
  GroupVersionResource,
  KubeClient,
  ListOptions,
  ObjectRef,
  PatchOptions,
  PatchType,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from './client.ts';
export { StatusError, isStatus, type Status, type StatusCause } from './status-error.ts';
export { formatApiVersion, gvkOf, parseApiVersion } from './gvr.ts';
export {
  builtinResources,
  type ResourceDefinition,
  type SubresourceDefinition,
  type TableColumn,
} from './registry.ts';
export { schemaFor, schemaFromOpenApi, type ObjectSchema, type SchemaType } from './schema.ts';
export {
  formatQuantity,
  isQuantity,
  parseQuantity,
  QuantityError,
  type QuantityFormat,
} from './quantity.ts';
export { matchesLabels, parseLabelSelector, SelectorError, type Requirement } from './selector.ts';
export {
  labelSelectorToString,
  matchesLabelSelector,
  type LabelSelector,
  type LabelSelectorRequirement,
} from './label-selector.ts';
export { matchesFields, parseFieldSelector, type FieldRequirement } from './field-selector.ts';
export { resources, type BuiltinResourceName, type BuiltinResources } from './resources.ts';
export type { Condition, IntOrString, ResourceList } from './types/meta.ts';
export type {
  Container,
  ContainerPort,
  ContainerState,
  ContainerStateTerminated,
  ContainerStatus,
  EnvFromSource,
  EnvVar,
  HttpGetAction,
  KeySelector,
  LifecycleHandler,
  Probe,
  ResourceRequirements,
  SecurityContext,
  VolumeMount,
} from './types/container.ts';
export type {
  DownwardFile,
  KeyToPath,
  Pod,
  PodPhase,
  PodSpec,
  PodStatus,
  PodTemplateSpec,
  Toleration,
  Volume,
  VolumeProjection,
} from './types/pod.ts';
export type {
  Deployment,
  DeploymentSpec,
  DeploymentStatus,
  DeploymentStrategy,
  ReplicaSet,
  ReplicaSetSpec,
  ReplicaSetStatus,
} from './types/apps.ts';
export type { Job, JobSpec, JobStatus } from './types/batch.ts';
export type {
  Endpoint,
  EndpointAddress,
  EndpointPort,
  EndpointSlice,
  Endpoints,
  EndpointSubset,
  Ingress,
  IngressBackend,
  IngressPath,
  ObjectReference,
  Service,
  ServicePort,
  ServiceSpec,
} from './types/service.ts';
export type {
  ConfigMap,
  Event,
  Namespace,
  Node,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from './types/cluster.ts';
export type { HorizontalPodAutoscaler, PodDisruptionBudget } from './types/policy.ts';
export {
  alreadyExists,
  applyConflict,
  badRequest,
  conflict,
  expired,
  forbidden,
  gone,
  internalError,
  invalid,
  methodNotAllowed,
  notFound,
  timeout,
  tooLarge,
  tooManyRequests,
  unauthorized,
  unavailable,
  unknownPath,
  unsupportedMediaType,
  type GroupKind,
  type GroupResource,
} from './status-errors.ts';
export { applyJsonPatch } from './patch/json-patch.ts';
export { applyMergePatch } from './patch/merge-patch.ts';
export { applyStrategicMergePatch } from './patch/strategic-merge-patch.ts';
export { serverSideApply, type ApplyRequest } from './apply/server-side-apply.ts';
export { recordUpdate, type UpdateRecord } from './apply/record-update.ts';
export { formatTime, parseTime } from './time.ts';
export { validateObject, type Validation } from './validate.ts';
export { createWorkQueue, type WorkQueue, type WorkQueueOptions } from './work-queue.ts';
export { createInformer, type Informer, type InformerOptions } from './informer.ts';
export type { InformerHandler } from './informer-store.ts';
export { httpClient, type HttpClientOptions, type HttpKubeClient } from './http/http-client.ts';
export { clientFromKubeconfig, inClusterClient, KubeconfigError } from './http/kubeconfig.ts';
export { jsonEqual } from './json.ts';
