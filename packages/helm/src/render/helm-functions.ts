import {
  fn,
  fromJson,
  GoError,
  SPRIG_FUNCTIONS,
  toJson,
  type FunctionTable,
  type GoFunction,
} from '@fairway/go-template';

import { emitPrettyYaml, emitYaml } from '../yaml/emit-yaml.ts';
import { parseYaml, parseYamlMap, YamlError } from '../yaml/parse-yaml.ts';

/** Answers `lookup`: the object or list found, or an empty object. */
export type Lookup = (
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
) => Record<string, unknown>;

const WARN_START = 'HELM_ERR_START';
const WARN_END = 'HELM_ERR_END';

/** The message that a chart's author wrote in `required` or `fail`, out of the error around it. */
export function authorMessage(message: string): string | undefined {
  const from = message.indexOf(WARN_START);
  const to = message.lastIndexOf(WARN_END);
  return from < 0 || to < from ? undefined : message.slice(from + WARN_START.length, to);
}

function refuse(message: string): never {
  throw new GoError(WARN_START + message + WARN_END);
}

/** Errors inside these functions show in the result, never as errors. */
function orElse<T>(read: () => T, otherwise: (message: string) => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof GoError || error instanceof YamlError) return otherwise(error.message);
    throw error;
  }
}

function errorMap(message: string): Map<string, unknown> {
  return new Map([['Error', message]]);
}

function kind(value: unknown): string {
  if (value instanceof Map) return 'object';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function expectList(value: unknown, prefix: string): unknown[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  throw new GoError(
    `${prefix}json: cannot unmarshal ${kind(value)} into Go value of type []interface {}`,
  );
}

function jsonMap(text: string): Map<string, unknown> {
  const value = fromJson(text);
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new GoError(
    `json: cannot unmarshal ${kind(value)} into Go value of type map[string]interface {}`,
  );
}

function yamlWriter(emit: (value: unknown) => string): GoFunction {
  return fn(['any'], ([value], context) =>
    orElse(
      () => {
        const text = emit(value).replace(/\n$/, '');
        context.charge(text.length);
        return text;
      },
      () => '',
    ),
  );
}

/** Known, so that templates that name it parse; calling it is refused. */
function notAvailable(name: string): GoFunction {
  return fn(['any'], () => {
    throw new GoError(
      `${name} is not available in this renderer; write the TOML text in the template`,
    );
  });
}

const YAML_PREFIX = 'error unmarshaling JSON: while decoding JSON: ';

/** What helm adds to sprig, without `include`, `tpl` and `lookup`, which belong to a rendering. */
const CONVERSIONS: FunctionTable = {
  toYaml: yamlWriter(emitYaml),
  toYamlPretty: yamlWriter(emitPrettyYaml),
  toToml: notAvailable('toToml'),
  fromToml: notAvailable('fromToml'),
  fromYaml: fn(['string'], ([text]) => orElse(() => parseYamlMap(String(text)), errorMap)),
  fromYamlArray: fn(['string'], ([text]) =>
    orElse<unknown[]>(
      () => expectList(parseYaml(String(text)), YAML_PREFIX),
      (message) => [message],
    ),
  ),
  toJson: fn(['any'], ([value]) =>
    orElse(
      () => toJson(value),
      () => '',
    ),
  ),
  fromJson: fn(['string'], ([text]) => orElse(() => jsonMap(String(text)), errorMap)),
  fromJsonArray: fn(['string'], ([text]) =>
    orElse<unknown[]>(
      () => expectList(fromJson(String(text)), ''),
      (message) => [message],
    ),
  ),
  required: fn(['string', 'any'], ([message, value]) =>
    value === null || value === '' ? refuse(String(message)) : value,
  ),
  fail: fn(['string'], ([message]) => refuse(String(message))),
};

/** sprig's functions with helm's own over them. */
export const HELM_FUNCTIONS: FunctionTable = { ...SPRIG_FUNCTIONS, ...CONVERSIONS };
