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
