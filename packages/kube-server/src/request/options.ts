import {
  parseFieldSelector,
  parseLabelSelector,
  SelectorError,
  type FieldRequirement,
  type Requirement,
  badRequest,
} from '@fairway/kube';

/** The parsed selectors of a list, watch or deletecollection. */
export interface Selectors {
  labels: Requirement[];
  fields: FieldRequirement[];
}

/** How strictly unknown and duplicate fields are taken. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/** Query parameters of a write. */
export interface WriteQuery {
  dryRun: boolean;
  fieldManager: string;
  fieldValidation: FieldValidation;
  force: boolean;
}

/** Parses both selectors; a malformed one is a 400. */
export function readSelectors(query: URLSearchParams): Selectors {
  try {
    return {
      labels: parseLabelSelector(query.get('labelSelector') ?? ''),
      fields: parseFieldSelector(query.get('fieldSelector') ?? ''),
    };
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

/** A boolean as Go's strconv.ParseBool reads it; absent or empty is false. */
export function readBoolean(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  if (text === null || ['', '0', 'f', 'F', 'false', 'False', 'FALSE'].includes(text)) return false;
  if (['1', 't', 'T', 'true', 'True', 'TRUE'].includes(text)) return true;
  throw badRequest(`strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax (${name})`);
}

/** A whole number, not negative; undefined when absent or empty. */
export function readCount(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax (${name})`);
  }
  return Number(text);
}

/** A resourceVersion parameter; undefined when absent. */
export function readResourceVersion(query: URLSearchParams): number | undefined {
  const text = query.get('resourceVersion');
  if (text === null || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw badRequest(`Invalid value: ${JSON.stringify(text)}: resourceVersion`);
  return Number(text);
}

/** Reads dryRun, fieldManager, fieldValidation and force; the manager defaults to the user agent's name. */
export function readWriteQuery(query: URLSearchParams, userAgent: string): WriteQuery {
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  if (dryRun.some((value) => value !== 'All')) {
    throw badRequest(
      `dryRun: Unsupported value: ${JSON.stringify(dryRun[0])}: supported values: "All"`,
    );
  }
  const validation = query.get('fieldValidation') || 'Warn';
  if (validation !== 'Ignore' && validation !== 'Warn' && validation !== 'Strict') {
    throw badRequest(
      `fieldValidation: Unsupported value: ${JSON.stringify(validation)}: supported values: "", "Ignore", "Strict", "Warn"`,
    );
  }
  const manager = query.get('fieldManager') || (userAgent.split('/')[0] ?? '') || 'unknown';
  if (manager.length > 128)
    throw badRequest('fieldManager: Too long: may not be more than 128 bytes');
  return {
    dryRun: dryRun.length > 0,
    fieldManager: manager,
    fieldValidation: validation,
    force: readBoolean(query, 'force'),
  };
}
