import { ActionsError } from '../errors.ts';
import { isJsonObject, jsonEquals, type Json, type JsonObject } from '../json.ts';

const MAX_COMBINATIONS = 256;

/**
 * The combinations of a job's matrix: the product of its lists, less `exclude`, plus `include`
 * (which extends every combination that it does not contradict, and is one of its own otherwise),
 * as GitHub's "Workflow syntax, jobs.<job_id>.strategy.matrix" says.
 *
 * @throws ActionsError `workflow-invalid` for a matrix of another shape, empty or above 256
 */
export function expandMatrix(matrix: Json): readonly JsonObject[] {
  if (!isJsonObject(matrix)) throw invalid('The matrix must be a mapping of lists.');
  const { include, exclude, ...dimensions } = matrix;
  const keys = Object.keys(dimensions);
  const excluded = combinationsOf(exclude, 'exclude');
  const base = product(dimensions).filter(
    (combination) => !excluded.some((pattern) => isPartOf(pattern, combination)),
  );
  const combinations = applyIncludes(keys, base, combinationsOf(include, 'include'));
  if (combinations.length === 0) throw invalid('The matrix has no combination left.');
  if (combinations.length > MAX_COMBINATIONS) {
    throw invalid(
      `The matrix has ${combinations.length} combinations; ${MAX_COMBINATIONS} is the limit.`,
    );
  }
  return combinations;
}

function product(dimensions: JsonObject): readonly JsonObject[] {
  const keys = Object.keys(dimensions);
  if (keys.length === 0) return [];
  let combinations: JsonObject[] = [{}];
  for (const key of keys) {
    const values = dimensions[key];
    if (!Array.isArray(values)) throw invalid(`The matrix's "${key}" must be a list.`);
    combinations = combinations.flatMap((combination) =>
      values.map((value: Json) => ({ ...combination, [key]: value })),
    );
    if (combinations.length > MAX_COMBINATIONS * 16) {
      throw invalid(`The matrix has too many combinations; ${MAX_COMBINATIONS} is the limit.`);
    }
  }
  return combinations;
}

function applyIncludes(
  keys: readonly string[],
  base: readonly JsonObject[],
  includes: readonly JsonObject[],
): readonly JsonObject[] {
  const extended = base.map((combination) => ({ original: combination, value: combination }));
  const added: JsonObject[] = [];
  for (const include of includes) {
    let matched = false;
    for (const entry of extended) {
      const fits = keys.every(
        (key) => !Object.hasOwn(include, key) || jsonEquals(include[key], entry.original[key]),
      );
      if (!fits) continue;
      entry.value = { ...entry.value, ...include };
      matched = true;
    }
    if (!matched) added.push(include);
  }
  return [...extended.map((entry) => entry.value), ...added];
}

function combinationsOf(list: Json | undefined, name: string): readonly JsonObject[] {
  if (list === undefined) return [];
  if (!Array.isArray(list) || !list.every((item: Json) => isJsonObject(item))) {
    throw invalid(`The matrix's "${name}" must be a list of mappings.`);
  }
  return list;
}

function isPartOf(pattern: JsonObject, combination: JsonObject): boolean {
  return Object.entries(pattern).every(([key, value]) => jsonEquals(value, combination[key]));
}

function invalid(message: string): ActionsError {
  return new ActionsError('workflow-invalid', message);
}
