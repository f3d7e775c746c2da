import { fromGoValue } from '@fairway/go-template';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';

import type { Chart } from '../chart/chart.ts';
import { HelmError } from '../errors.ts';
import type { ValueMap } from './coalesce.ts';
import { describeSchemaError, withoutFollowing } from './describe-schema-error.ts';

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

function problems(chart: Chart, values: ValueMap): string {
  let text = '';
  if (chart.schema !== undefined) {
    const { name } = chart.metadata;
    const validate = compile(chart.schema, name);
    const plain = fromGoValue(values);
    if (!validate(plain)) {
      const lines = withoutFollowing(validate.errors ?? []).map(
        (error) => `- at '${error.instancePath}': ${describeSchemaError(error, plain)}\n`,
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
