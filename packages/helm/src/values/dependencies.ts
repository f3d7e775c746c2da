import {
  checkConstraint,
  formatValue,
  GoError,
  parseConstraint,
  parseVersion,
} from '@fairway/go-template';

import type { Chart } from '../chart/chart.ts';
import type { ChartDependency } from '../chart/metadata.ts';
import {
  coalesceValues,
  copyMap,
  mergeTables,
  mergeValues,
  tableAt,
  type ValueMap,
} from './coalesce.ts';

/** True when a version is in a range; a range or version that can't be read never matches. */
export function isInRange(range: string, version: string): boolean {
  try {
    return checkConstraint(parseConstraint(range), parseVersion(version));
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}

function answers(chart: Chart, dependency: ChartDependency): boolean {
  return (
    chart.metadata.name === dependency.name && isInRange(dependency.version, chart.metadata.version)
  );
}

function renamed(chart: Chart, alias: string): Chart {
  return alias === '' ? chart : { ...chart, metadata: { ...chart.metadata, name: alias } };
}

/** Any tag that is true enables; tags that are all false disable; no known tag enables. */
function enabledByTags(dependency: ChartDependency, values: ReadonlyMap<string, unknown>): boolean {
  const tags = tableAt(values, 'tags');
  if (tags === undefined) return true;
  const states = dependency.tags.map((tag) => tags.get(tag));
  return states.includes(true) || !states.includes(false);
}

/** The first path of the condition that holds a boolean decides; undefined when none does. */
function condition(
  dependency: ChartDependency,
  values: ReadonlyMap<string, unknown>,
  prefix: string,
): boolean | undefined {
  for (const path of dependency.condition.trim().split(',')) {
    if (path === '') continue;
    const full = `${prefix}${path}`;
    const dot = full.lastIndexOf('.');
    const table = dot < 0 ? values : tableAt(values, full.slice(0, dot));
    const value = table?.get(full.slice(dot + 1));
    if (typeof value === 'boolean') return value;
  }
  return undefined;
}

/** Puts the declared charts in place, under their aliases, and drops the disabled ones. */
function enableDependencies(
  chart: Chart,
  values: ReadonlyMap<string, unknown>,
  prefix: string,
): Chart {
  const declared = chart.metadata.dependencies;
  if (declared.length === 0) return chart;
  const undeclared = chart.dependencies.filter(
    (child) => !declared.some((entry) => answers(child, entry)),
  );
  const present = declared.flatMap((entry) => {
    const child = chart.dependencies.find((candidate) => answers(candidate, entry));
    return child === undefined ? [] : [renamed(child, entry.alias)];
  });
  const entries = declared.map((entry) => ({ ...entry, name: entry.alias || entry.name }));
  const whole: Chart = { ...chart, dependencies: [...undeclared, ...present] };
  const coalesced = coalesceValues(whole, values);
  const disabled = new Set(
    entries
      .filter((entry) => !(condition(entry, coalesced, prefix) ?? enabledByTags(entry, coalesced)))
      .map((entry) => entry.name),
  );
  return {
    ...whole,
    metadata: {
      ...chart.metadata,
      dependencies: entries.filter((entry) => !disabled.has(entry.name)),
    },
    dependencies: whole.dependencies
      .filter((child) => !disabled.has(child.metadata.name))
      .map((child) => enableDependencies(child, coalesced, `${prefix}${child.metadata.name}.`)),
  };
}

function nested(path: string, data: ValueMap): ValueMap {
  if (path === '.') return data;
  return path.split('.').reduceRight<ValueMap>((inner, key) => new Map([[key, inner]]), data);
}

/** Brings the values that a chart imports from its subcharts into its own, deepest charts first. */
function importValues(chart: Chart): Chart {
  const dependencies = chart.dependencies.map(importValues);
  const updated: Chart = { ...chart, dependencies };
  if (chart.metadata.dependencies.length === 0) return updated;
  const values = mergeValues(updated, new Map());
  const imported: ValueMap = new Map();
  for (const dependency of chart.metadata.dependencies) {
    for (const item of dependency.importValues) {
      const pair =
        item instanceof Map
          ? { child: formatValue(item.get('child')), parent: formatValue(item.get('parent')) }
          : { child: `exports.${formatValue(item)}`, parent: '.' };
      const table = tableAt(values, `${dependency.name}.${pair.child}`);
      if (table !== undefined) mergeTables(imported, nested(pair.parent, copyMap(table)), true);
    }
  }
  return { ...updated, values: mergeTables(copyMap(values), imported, true) };
}

/** Resolves aliases, conditions, tags and import-values for the given values. Returns a new chart. */
export function resolveDependencies(chart: Chart, values: ReadonlyMap<string, unknown>): Chart {
  return importValues(enableDependencies(chart, values, ''));
}
