import { fromGoValue } from '@fairway/go-template';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { Chart } from '../chart/chart.ts';
import { HelmError } from '../errors.ts';
import type { ValueMap } from './coalesce.ts';

const OPTIONS = { allErrors: true, strict: false, validateFormats: false, logger: false } as const;

/** Compiling costs far more than validating, so it is done once for each schema's bytes. */
const compiled = new WeakMap<Uint8Array, ValidateFunction>();

function makeAjv(draft: unknown): Ajv {
  const name = typeof draft === 'string' ? draft : '';
  if (name.includes('draft-07') || name.includes('draft-06') || name.includes('draft-04')) {
    return new Ajv(OPTIONS);
  }
  return name.includes('2019-09') ? new Ajv2019(OPTIONS) : new Ajv2020(OPTIONS);
}

function compile(schema: Uint8Array, chart: string): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(schema).toString('utf8'));
    if (typeof parsed !== 'boolean' && (typeof parsed !== 'object' || parsed === null)) {
      throw new SyntaxError('a schema must be an object or a boolean');
    }
    const draft = typeof parsed === 'object' && '$schema' in parsed ? parsed.$schema : undefined;
    const old = typeof draft === 'string' && /draft-0[46]/.test(draft);
    // Ajv knows draft 7 by heart; 6 and 4 read the same for what charts use.
    const source = old ? { ...Object(parsed), $schema: undefined } : parsed;
    const validate = makeAjv(draft).compile(source);
    compiled.set(schema, validate);
    return validate;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new HelmError(
      'CHART_INVALID',
      `values.schema.json of ${chart} cannot be used: ${message}`,
      {
        file: 'values.schema.json',
        cause: error,
      },
    );
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'number' && Number.isInteger(value) ? 'number' : typeof value;
}

function at(values: unknown, pointer: string): unknown {
  let step = values;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    step = typeof step === 'object' && step !== null ? Reflect.get(step, key) : undefined;
  }
  return step;
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.join(' or ') : String(value);
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

/** Words an error as helm's validator does, where the two have the same notion of it. */
function describe(error: ErrorObject, values: unknown): string {
  const { params } = error;
  switch (error.keyword) {
    case 'type':
      return `got ${typeOf(at(values, error.instancePath))}, want ${list(params['type'])}`;
    case 'required':
      return `missing property '${String(params['missingProperty'])}'`;
    case 'additionalProperties':
      return `additional properties '${String(params['additionalProperty'])}' not allowed`;
    case 'enum': {
      const allowed: unknown = params['allowedValues'];
      const names = Array.isArray(allowed) ? allowed.map(quoted) : [];
      return `value must be one of ${names.join(', ')}`;
    }
    case 'minimum':
    case 'maximum':
      return `${error.keyword}: got ${String(at(values, error.instancePath))}, want ${String(params['limit'])}`;
    case 'pattern':
      return `${quoted(at(values, error.instancePath))} does not match pattern ${quoted(params['pattern'])}`;
    default:
      return error.message ?? error.keyword;
  }
}

function problems(chart: Chart, values: ValueMap): string {
  let text = '';
  if (chart.schema !== undefined) {
    const { name } = chart.metadata;
    const validate = compile(chart.schema, name);
    const plain = fromGoValue(values);
    if (!validate(plain)) {
      const lines = (validate.errors ?? []).map(
        (error) => `- at '${error.instancePath}': ${describe(error, plain)}\n`,
      );
      text += `${name}:\n${lines.join('')}`;
    }
  }
  for (const child of chart.dependencies) {
    const own = values.get(child.metadata.name);
    text += problems(child, own instanceof Map ? own : new Map());
  }
  return text;
}

/**
 * Validates the values of a chart and its subcharts against their values.schema.json.
 * @throws HelmError `VALUES_INVALID` listing every violation
 */
export function validateValues(chart: Chart, values: ValueMap): void {
  const found = problems(chart, values);
  if (found === '') return;
  throw new HelmError(
    'VALUES_INVALID',
    `values don't meet the specifications of the schema(s) in the following chart(s):\n${found}`,
    { file: 'values.schema.json' },
  );
}
