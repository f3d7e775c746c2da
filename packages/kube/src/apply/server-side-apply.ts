import { isObject, jsonEqual, type JsonObject } from '../json.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectSchema } from '../schema.ts';
import type { StatusCause } from '../status-error.ts';
import { applyConflict, badRequest } from '../status-errors.ts';
import { formatTime } from '../time.ts';
import { checkListKeys } from './check-list-keys.ts';
import { compareObjects, type Comparison } from './compare.ts';
import { FieldSet } from './field-set.ts';
import {
  managerKey,
  readManagers,
  writeManagers,
  type Manager,
  type Managers,
} from './managers.ts';
import { mergeApplied } from './merge.ts';
import { pathText } from './path-element.ts';
import { removeFields } from './remove-fields.ts';
import { toFieldSet, withNamedParents } from './to-field-set.ts';
import { defaultResetFields, trackedPart, withIdentity } from './tracked.ts';

/** What `serverSideApply` works on. */
export interface ApplyRequest {
  /** The stored object; undefined creates it. */
  live: KubeObject | undefined;
  /** The applied configuration: only the fields that the manager wants to own. */
  applied: KubeObject;
  manager: string;
  /** Takes conflicting fields over from their managers. */
  force?: boolean;
  /** Undefined for a custom resource without one: lists are atomic, maps granular. */
  schema: ObjectSchema | undefined;
  subresource?: string;
  now: Date;
  /** Top-level fields that the endpoint doesn't change; by default as kube-apiserver resets them. */
  resetFields?: readonly string[];
}

/**
 * Server-side apply: merges the applied configuration into the live object, takes away what the
 * manager applied before and no longer does, and records ownership in `metadata.managedFields`.
 * Applying the same configuration again changes nothing, times included.
 *
 * Throws StatusError: 409 Conflict with one FieldManagerConflict cause a field that another
 * manager owns with another value, 400 for list items without their keys.
 */
export function serverSideApply(request: ApplyRequest): KubeObject {
  const { live, applied, schema, subresource } = request;
  if ((applied.metadata.managedFields?.length ?? 0) > 0) {
    throw badRequest('metadata.managedFields must be nil');
  }
  const resetFields = request.resetFields ?? defaultResetFields(schema, subresource);
  const config = trackedPart(applied, resetFields, schema);
  checkListKeys(config, schema);
  const before = trackedPart(live, resetFields, schema);
  const managers = liveManagers(live, before, schema, request.now);
  const self: Manager = {
    manager: request.manager,
    operation: 'Apply',
    apiVersion: applied.apiVersion,
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
    fields: toFieldSet(config, schema),
  };
  const key = managerKey(self);
  const previous = managers.get(key);
  managers.set(key, self);
  const merged = asObject(mergeApplied(before, config, schema));
  const dropped = previous !== undefined && !previous.fields.difference(self.fields).isEmpty;
  const after = dropped ? prune(merged, managers, previous.fields, schema) : merged;
  const changed = live === undefined || !jsonEqual(before, after);
  if (changed) {
    const comparison = compareObjects(before, after, schema);
    giveUpFields(managers, key, comparison, request.force === true);
  }
  const unchanged = previous !== undefined && !changed && previous.fields.equals(self.fields);
  if (!unchanged) self.time = formatTime(request.now);
  else if (previous.time !== undefined) self.time = previous.time;
  const result = withIdentity(after, live, applied, resetFields);
  result.metadata.managedFields = writeManagers(managers);
  return result;
}

/** A live object that nobody tracked yet belongs to `before-first-apply`. */
function liveManagers(
  live: KubeObject | undefined,
  before: JsonObject,
  schema: ObjectSchema | undefined,
  now: Date,
): Managers {
  const managers = readManagers(live?.metadata.managedFields ?? []);
  if (live === undefined || managers.size > 0) return managers;
  const first: Manager = {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: live.apiVersion,
    time: formatTime(now),
    fields: toFieldSet(before, schema),
  };
  return managers.set(managerKey(first), first);
}

/**
 * Takes away what only the applying manager owned before. Fields that another manager owns stay,
 * and so do fields that nobody owns.
 */
function prune(
  merged: JsonObject,
  managers: Managers,
  lastSet: FieldSet,
  schema: ObjectSchema | undefined,
): JsonObject {
  const named = (set: FieldSet): FieldSet => withNamedParents(set, schema);
  const all = named(toFieldSet(merged, schema));
  const last = named(lastSet);
  let owned = new FieldSet();
  for (const manager of managers.values()) owned = owned.union(manager.fields);
  let pruned = removeFields(merged, last, schema);
  const kept = named(toFieldSet(pruned ?? {}, schema)).union(named(owned));
  pruned = removeFields(merged, all.difference(kept), schema);
  const gone = all.difference(named(toFieldSet(pruned ?? {}, schema))).intersection(last);
  return asObject(removeFields(merged, gone, schema));
}

/** Takes changed and removed fields from the other managers, or refuses when not forced. */
function giveUpFields(
  managers: Managers,
  selfKey: string,
  { added, modified, removed }: Comparison,
  force: boolean,
): void {
  const written = added.union(modified);
  const conflicts: { manager: Manager; fields: FieldSet }[] = [];
  for (const [key, manager] of managers) {
    if (key === selfKey) continue;
    const fields = manager.fields.intersection(written);
    if (!fields.isEmpty) conflicts.push({ manager, fields });
  }
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);
  for (const [key, manager] of managers) {
    if (key === selfKey) continue;
    manager.fields = manager.fields.difference(written).difference(removed);
  }
}

function conflictError(conflicts: { manager: Manager; fields: FieldSet }[]): Error {
  const list = conflicts
    .map(({ manager, fields }) => ({ who: managerText(manager), paths: fields.paths() }))
    .sort((a, b) => (a.who < b.who ? -1 : 1));
  const causes = list.flatMap(({ who, paths }) =>
    paths.map((path): StatusCause => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${who}`,
      field: pathText(path),
    })),
  );
  const lines = list.flatMap(({ who, paths }) => [
    `conflicts with ${who}:`,
    ...paths.map((path) => `- ${pathText(path)}`),
  ]);
  const [only] = causes;
  const text =
    causes.length === 1 && only !== undefined
      ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
      : `Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`;
  return applyConflict(causes, text);
}

function managerText(manager: Manager): string {
  const name = JSON.stringify(manager.manager);
  const subresource =
    manager.subresource === undefined
      ? ''
      : ` with subresource ${JSON.stringify(manager.subresource)}`;
  const version = manager.operation === 'Update' ? ` using ${manager.apiVersion}` : '';
  return `${name}${subresource}${version}`;
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
