import type { KubeObject } from '@fairway/kube';
import { isRecord, readArray } from '../object/read.ts';

/** One entry of `status.conditions`. */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads a list of conditions; entries that are not objects are left out. */
export function readConditions(list: readonly unknown[]): readonly Condition[] {
  return list.filter(isRecord).map((entry) => ({
    type: text(entry['type']),
    status: text(entry['status']),
    reason: text(entry['reason']),
    message: text(entry['message']),
  }));
}

/** The conditions in an object's status. */
export function conditionsOf(object: KubeObject): readonly Condition[] {
  return readConditions(readArray(object, 'status', 'conditions'));
}
