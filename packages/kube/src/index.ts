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
