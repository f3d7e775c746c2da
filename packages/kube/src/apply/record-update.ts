import type { KubeObject, ManagedFieldsEntry } from '../object.ts';
import type { ObjectSchema } from '../schema.ts';
import { formatTime } from '../time.ts';
import { compareObjects } from './compare.ts';
import { FieldSet } from './field-set.ts';
import {
  managerKey,
  readManagers,
  writeManagers,
  type Manager,
  type Managers,
} from './managers.ts';
import { trackedPart } from './tracked.ts';

/** What `recordUpdate` works on. */
export interface UpdateRecord {
  /** The stored object; undefined for a create. */
  before: KubeObject | undefined;
  /** The object as it will be stored. */
  after: KubeObject;
  manager: string;
  operation?: 'Update';
  schema: ObjectSchema | undefined;
  subresource?: string;
  now: Date;
}

/**
 * The `managedFields` after a create, update or patch that isn't an apply: the manager owns what
 * it changed or added, and nobody owns what it removed. A write that takes no field leaves the
 * entry's time as it is.
 */
export function recordUpdate(record: UpdateRecord): ManagedFieldsEntry[] {
  const { before, after, schema, subresource } = record;
  const managers = startManagers(before, after, subresource);
  const comparison = compareObjects(
    trackedPart(before, [], schema),
    trackedPart(after, [], schema),
    schema,
  );
  const { added, modified, removed } = comparison;
  const taken = added.union(modified);
  const self: Manager = {
    manager: record.manager,
    operation: record.operation ?? 'Update',
    apiVersion: after.apiVersion,
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
    fields: new FieldSet(),
  };
  const key = managerKey(self);
  for (const [other, manager] of managers) {
    const lost = other === key ? removed : removed.union(taken);
    manager.fields = manager.fields.difference(lost);
  }
  const previous = managers.get(key);
  if (!taken.isEmpty) {
    self.fields = (previous?.fields ?? self.fields).union(taken);
    self.time = formatTime(record.now);
    managers.set(key, self);
  }
  return writeManagers(managers);
}

/** A client may rewrite the list itself, or reset it by sending one empty entry. */
function startManagers(
  before: KubeObject | undefined,
  after: KubeObject,
  subresource: string | undefined,
): Managers {
  const stored = before?.metadata.managedFields ?? [];
  const sent = after.metadata.managedFields ?? [];
  if (subresource !== undefined && subresource !== '') return readManagers(stored);
  const [first] = sent;
  if (sent.length === 1 && first !== undefined && Object.keys(first).length === 0) {
    return new Map();
  }
  return readManagers(sent.length > 0 ? sent : stored);
}
