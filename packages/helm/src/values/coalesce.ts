import { sprintf } from '@fairway/go-template';

import type { Chart } from '../chart/chart.ts';
import { HelmError } from '../errors.ts';

/** A Go map of values. */
export type ValueMap = Map<string, unknown>;

const GLOBAL = 'global';

/** A copy that shares no map or list with the original. */
function copyValue(value: unknown): unknown {
  if (value instanceof Map) return copyMap(value);
  return Array.isArray(value) ? value.map(copyValue) : value;
}

/** {@link copyValue} of a map. */
export function copyMap(map: ReadonlyMap<string, unknown>): ValueMap {
  return new Map([...map].map(([key, value]) => [key, copyValue(value)]));
}

/** Merges `source` into `target`, which wins. A null in the target removes the key unless `keepNulls`. */
export function mergeTables(
  target: ValueMap,
  source: ReadonlyMap<string, unknown>,
  keepNulls: boolean,
): ValueMap {
  for (const [key, value] of source) {
    const current = target.get(key);
    if (target.has(key) && !keepNulls && current === null) target.delete(key);
    else if (!target.has(key)) target.set(key, value);
    else if (value instanceof Map && current instanceof Map) mergeTables(current, value, keepNulls);
  }
  return target;
}

/** Copies a parent's globals down; the parent's win over the child's. */
function mergeGlobals(child: ValueMap, parent: ReadonlyMap<string, unknown>): void {
  const own = child.get(GLOBAL) ?? new Map<string, unknown>();
  const above = parent.get(GLOBAL) ?? new Map<string, unknown>();
  if (child.has(GLOBAL) && !(child.get(GLOBAL) instanceof Map)) return;
  if (parent.has(GLOBAL) && !(parent.get(GLOBAL) instanceof Map)) return;
  if (!(own instanceof Map) || !(above instanceof Map)) return;
  for (const [key, value] of above) {
    const name = String(key);
    const current: unknown = own.get(name);
    if (value instanceof Map) {
      const copy: ValueMap = new Map(value);
      if (!own.has(name)) own.set(name, copy);
      else if (current instanceof Map) own.set(name, mergeTables(copy, current, true));
    } else if (!(current instanceof Map)) own.set(name, value);
  }
  child.set(GLOBAL, own);
}

function mergeChartValues(chart: Chart, values: ValueMap, keepNulls: boolean): void {
  const children = new Set(chart.dependencies.map((child) => child.metadata.name));
  for (const [key, value] of copyMap(chart.values)) {
    if (!values.has(key)) {
      values.set(key, value);
      continue;
    }
    const current = values.get(key);
    if (current === null && !keepNulls) values.delete(key);
    // Nulls for a subchart stay: its own turn comes later and needs them.
    else if (current instanceof Map && value instanceof Map) {
      mergeTables(current, value, keepNulls || children.has(key));
    }
  }
}

function coalesceInto(chart: Chart, values: ValueMap, keepNulls: boolean): ValueMap {
  mergeChartValues(chart, values, keepNulls);
  for (const child of chart.dependencies) {
    const { name } = child.metadata;
    const current = values.get(name) ?? (values.has(name) ? null : new Map<string, unknown>());
    if (!(current instanceof Map)) {
      throw new HelmError('VALUES_INVALID', sprintf('type mismatch on %s: %t', [name, current]));
    }
    mergeGlobals(current, values);
    values.set(name, coalesceInto(child, current, keepNulls));
  }
  return values;
}

/**
 * The values of a chart and its subcharts: given values win over values.yaml, maps merge, everything
 * else is replaced, and null removes a default. Nothing given is changed.
 */
export function coalesceValues(chart: Chart, values: ReadonlyMap<string, unknown>): ValueMap {
  return coalesceInto(chart, copyMap(values), false);
}

/** {@link coalesceValues}, but nulls are kept. */
export function mergeValues(chart: Chart, values: ReadonlyMap<string, unknown>): ValueMap {
  return coalesceInto(chart, copyMap(values), true);
}

/** The map at a dotted path, or undefined. */
export function tableAt(values: ReadonlyMap<string, unknown>, path: string): ValueMap | undefined {
  let step: unknown = values;
  for (const key of path.split('.')) step = step instanceof Map ? step.get(key) : undefined;
  return step instanceof Map ? step : undefined;
}
