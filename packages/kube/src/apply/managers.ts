import type { ManagedFieldsEntry } from '../object.ts';
import { FieldSet } from './field-set.ts';

/** One field manager with what it owns; identified by all but `fields` and `time`. */
export interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string;
  time?: string;
  fields: FieldSet;
}

/** The managers of an object by identity. */
export type Managers = Map<string, Manager>;

/** Managers are told apart by name, operation and subresource, updaters by version too. */
export function managerKey(manager: Omit<Manager, 'fields' | 'time'>): string {
  const version = manager.operation === 'Update' ? manager.apiVersion : '';
  return JSON.stringify([manager.operation, manager.manager, manager.subresource ?? '', version]);
}

/** Reads `metadata.managedFields`. */
export function readManagers(entries: readonly ManagedFieldsEntry[]): Managers {
  const managers: Managers = new Map();
  for (const entry of entries) {
    const { manager, operation, apiVersion, subresource, time } = entry;
    const read: Manager = {
      manager: manager ?? '',
      operation,
      apiVersion,
      ...(subresource === undefined || subresource === '' ? {} : { subresource }),
      ...(time === undefined ? {} : { time }),
      fields: FieldSet.fromFieldsV1(entry.fieldsV1 ?? {}),
    };
    managers.set(managerKey(read), read);
  }
  return managers;
}

/** Writes `metadata.managedFields`: appliers first, then by time; managers of nothing are gone. */
export function writeManagers(managers: Managers): ManagedFieldsEntry[] {
  return [...managers.values()]
    .filter((manager) => !manager.fields.isEmpty)
    .sort(compareManagers)
    .map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: fields.toFieldsV1(),
      ...(subresource === undefined ? {} : { subresource }),
    }));
}

function compareManagers(a: Manager, b: Manager): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? '', b.time ?? '') ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
