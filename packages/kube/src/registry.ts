import type { ApiResource } from './client.ts';
import { readDataFile } from './data-file.ts';
import { parseApiVersion } from './gvr.ts';

/** One column of a server-side printed table (meta/v1 TableColumnDefinition). */
export interface TableColumn {
  name: string;
  type: string;
  format: string;
  /** 0 is always shown, 1 with `-o wide`. */
  priority: number;
  description?: string;
}

/** A subresource with the kind that it speaks (`Scale` for `scale`, `Binding` for `binding`). */
export interface SubresourceDefinition {
  name: string;
  kind: string;
  verbs: string[];
}

/** A resource with what discovery and `kubectl get` need to know about it. */
export interface ResourceDefinition extends ApiResource {
  singular: string;
  shortNames: string[];
  categories: string[];
  /** The same names as `subresources`, with kinds and verbs. */
  subresourceDefinitions: SubresourceDefinition[];
  columns?: TableColumn[];
}

interface ResourceRecord {
  groupVersion: string;
  resource: string;
  kind: string;
  singular: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  categories: string[];
  subresources: SubresourceDefinition[];
  columns?: TableColumn[];
}

let cached: readonly ResourceDefinition[] | undefined;

/** The built-in resources of Kubernetes 1.31 that Fairway serves, in discovery order. */
export function builtinResources(): readonly ResourceDefinition[] {
  cached ??= (readDataFile('resources.json') as ResourceRecord[]).map(toDefinition);
  return cached;
}

function toDefinition(record: ResourceRecord): ResourceDefinition {
  return {
    ...parseApiVersion(record.groupVersion),
    resource: record.resource,
    kind: record.kind,
    singular: record.singular,
    namespaced: record.namespaced,
    verbs: record.verbs,
    shortNames: record.shortNames,
    categories: record.categories,
    subresources: record.subresources.map((subresource) => subresource.name),
    subresourceDefinitions: record.subresources,
    ...(record.columns === undefined ? {} : { columns: record.columns }),
  };
}
