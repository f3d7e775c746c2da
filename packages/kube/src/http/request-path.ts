import type { GroupVersionResource, ListOptions, ObjectRef, WatchOptions } from '../client.ts';

/** Query parameters; those that are undefined are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** The path of a collection: `/api/v1/namespaces/default/pods`. */
export function collectionPath(resource: GroupVersionResource, namespace?: string): string {
  const group =
    resource.group === ''
      ? `/api/${encodeURIComponent(resource.version)}`
      : `/apis/${encodeURIComponent(resource.group)}/${encodeURIComponent(resource.version)}`;
  const scope =
    namespace === undefined || namespace === ''
      ? ''
      : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${group}${scope}/${encodeURIComponent(resource.resource)}`;
}

/** The path of one object or of one of its subresources. */
export function objectPath(resource: GroupVersionResource, ref: ObjectRef): string {
  const object = `${collectionPath(resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  if (ref.subresource === undefined || ref.subresource === '') return object;
  return `${object}/${encodeURIComponent(ref.subresource)}`;
}

/** The query parameters that lists and watches share. */
export function selectionQuery(options: ListOptions | WatchOptions): Query {
  return { labelSelector: options.labelSelector, fieldSelector: options.fieldSelector };
}

/** `?a=1&b=2`, or an empty text. */
export function queryText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
