import type { ObjectSchema, ResourceDefinition } from '@fairway/kube';

/** Where a resource's objects are kept: resources that share storage have the same id. */
export interface StoragePlace {
  /** `group/resource`. */
  id: string;
  group: string;
  version: string;
}

/** One column of a custom resource (apiextensions/v1 CustomResourceColumnDefinition). */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  format?: string;
  description?: string;
  priority?: number;
}

/** What a CustomResourceDefinition adds for one of its versions. */
export interface CustomVersion {
  openApiSchema: Record<string, unknown>;
  printerColumns: PrinterColumn[];
  hasStatus: boolean;
  scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string };
  selectableFields: string[];
}

/** A resource in one version, as it is served. */
export interface ServedResource extends ResourceDefinition {
  listKind: string;
  storage: StoragePlace;
  schema: ObjectSchema | undefined;
  /** The built-in structure, or undefined for a custom resource. */
  custom?: CustomVersion;
}

/** True when the resource has that subresource. */
export function hasSubresource(resource: ServedResource, name: string): boolean {
  return resource.subresources.includes(name);
}

/** `resource.group`, or the bare resource for the core group. */
export function qualifiedResource(resource: { group: string; resource: string }): string {
  return resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
}
