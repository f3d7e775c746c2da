/** Names one stored object: `id` is "group/resource" of the storage version's resource. */
export interface StorageKey {
  /** `group/resource`; the core group is written `core`. */
  id: string;
  /** Empty for cluster-scoped objects. */
  namespace: string;
  name: string;
}

/** `group/resource`, with `core` for the empty group. */
export function storageId(group: string, resource: string): string {
  return `${group === '' ? 'core' : group}/${resource}`;
}

/** The key as the log keeps it: `group/resource/namespace/name`, namespace may be empty. */
export function formatStorageKey(key: StorageKey): string {
  return `${key.id}/${key.namespace}/${key.name}`;
}

/** The inverse of `formatStorageKey`. */
export function parseStorageKey(text: string): StorageKey {
  const [group = '', resource = '', namespace = '', ...name] = text.split('/');
  return { id: `${group}/${resource}`, namespace, name: name.join('/') };
}
