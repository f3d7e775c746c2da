import { parse } from 'yaml';
import type { HelmParameter, HelmSource } from '../application/application.ts';
import { GitOpsError, messageOf } from '../errors.ts';
import { isRecord, type JsonRecord } from '../object/read.ts';
import { kubernetesYaml } from './yaml-options.ts';

/**
 * The values of a chart as Argo CD layers them: each values file in order, then `values` or
 * `valuesObject` (which wins over `values`), then file parameters, then parameters.
 */
export function layerValues(
  helm: HelmSource,
  files: readonly { name: string; text: string }[],
  fileParameters: readonly HelmParameter[],
): JsonRecord {
  const layers = files.map((file) => parseValues(file.text, file.name));
  if (helm.valuesObject !== undefined) layers.push(helm.valuesObject);
  else if (helm.values !== undefined)
    layers.push(parseValues(helm.values, 'spec.source.helm.values'));
  let values: JsonRecord = {};
  for (const layer of layers) values = mergeValues(values, layer);
  for (const parameter of [...fileParameters, ...(helm.parameters ?? [])]) {
    values = setValue(values, parameter);
  }
  return values;
}

function parseValues(text: string, name: string): JsonRecord {
  try {
    const parsed: unknown = parse(text, kubernetesYaml);
    if (parsed === null || parsed === undefined) return {};
    if (isRecord(parsed)) return parsed;
  } catch (error) {
    throw broken(`failed to parse ${name}: ${messageOf(error).split('\n')[0] ?? ''}`, error);
  }
  throw broken(`failed to parse ${name}: the values are not an object`);
}

/** Deep merge of values; lists and scalars of `over` replace, as helm's `-f` does. */
function mergeValues(base: JsonRecord, over: JsonRecord): JsonRecord {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name];
    setOwn(merged, name, isRecord(below) && isRecord(value) ? mergeValues(below, value) : value);
  }
  return merged;
}

/** Sets one `--set`-style parameter; with `forceString` the value stays text. */
export function setValue(values: JsonRecord, parameter: HelmParameter): JsonRecord {
  const path = splitPath(parameter.name);
  const value = parameter.forceString === true ? parameter.value : typedValue(parameter.value);
  const set = setAt(values, path, value);
  if (!isRecord(set)) throw broken(`invalid parameter name "${parameter.name}"`);
  return set;
}

const maxIndex = 65_536;

function splitPath(name: string): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  for (const match of name.matchAll(/((?:\\.|[^.[\]\\])+)|\[(\d+)\]/g)) {
    if (match[2] === undefined) parts.push((match[1] ?? '').replaceAll(/\\(.)/g, '$1'));
    else parts.push(Number(match[2]));
  }
  const isTooDeep = parts.some((part) => typeof part === 'number' && part > maxIndex);
  if (parts.length === 0 || isTooDeep) throw broken(`invalid parameter name "${name}"`);
  return parts;
}

function setAt(node: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === 'number') {
    const list = Array.isArray(node) ? [...(node as unknown[])] : [];
    while (list.length <= first) list.push(null);
    list[first] = setAt(list[first], rest, value);
    return list;
  }
  const record: Record<string, unknown> = isRecord(node) ? { ...node } : {};
  setOwn(record, first, setAt(record[first], rest, value));
  return record;
}

/** Defines a field without touching the prototype, whatever its name is. */
function setOwn(record: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(record, name, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function typedValue(text: string): unknown {
  if (text === 'true') return true;
  if (text === 'false') return false;
  if (text === 'null') return null;
  // Helm's --set gives whole numbers as int64, which a template prints without an exponent.
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(text)) return BigInt(text);
  const list = /^\{(.*)\}$/s.exec(text);
  if (list) return (list[1] ?? '') === '' ? [] : (list[1] ?? '').split(',').map(typedValue);
  return text;
}

function broken(message: string, cause?: unknown): GitOpsError {
  return new GitOpsError('manifest_generation', message, { cause });
}
