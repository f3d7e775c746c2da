import { formatFloat, GoInt } from '@fairway/go-template';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  Scalar,
  type Alias,
  type ParsedNode,
} from 'yaml';

import { resolveScalar, type ResolvedScalar } from './resolve-scalar.ts';

/** Text that isn't YAML, or that Kubernetes' YAML reader refuses. The message is like helm's. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/** Nodes that aliases may bring in; only a document made to explode has more. */
const MAX_ALIASED_NODES = 400_000;
const MAX_DEPTH = 1000;

class Converter {
  /** Anchored nodes met so far; an alias means the last one before it. */
  readonly #anchors = new Map<string, unknown>();
  #aliased = 0;
  #aliasDepth = 0;

  convert(node: unknown, depth = 0): unknown {
    if (depth > MAX_DEPTH) throw new YamlError('yaml: exceeded max depth of 1000');
    if (this.#aliasDepth > 0 && ++this.#aliased > MAX_ALIASED_NODES) {
      throw new YamlError('yaml: document contains excessive aliasing');
    }
    if (isAlias(node)) {
      const target = this.#target(node);
      this.#aliasDepth++;
      const value = this.convert(target, depth + 1);
      this.#aliasDepth--;
      return value;
    }
    this.#remember(node);
    if (isMap(node)) return this.#map(node.items, depth);
    if (isSeq(node)) return node.items.map((item) => this.convert(item, depth + 1));
    return isScalar(node) ? toJsonScalar(scalar(node)) : null;
  }

  #remember(node: unknown): void {
    if (isNode(node) && !isAlias(node) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
  }

  #target(alias: Alias): unknown {
    if (this.#anchors.has(alias.source)) return this.#anchors.get(alias.source);
    throw new YamlError(`yaml: unknown anchor '${alias.source}' referenced`);
  }

  #map(items: readonly { key: unknown; value?: unknown }[], depth: number): Map<string, unknown> {
    const map = new Map<string, unknown>();
    for (const { key, value } of items) {
      const resolved = this.#key(key);
      if (resolved.kind === 'merge') this.#merge(map, value, depth);
      else map.set(keyText(resolved), this.convert(value, depth + 1));
    }
    return map;
  }

  #key(key: unknown): ResolvedScalar {
    const target = isAlias(key) ? this.#target(key) : key;
    this.#remember(target);
    if (isScalar(target)) return scalar(target);
    if (target === null) return { kind: 'null', value: null };
    throw new YamlError('unsupported map key of type: map[interface {}]interface {}');
  }

  /** `<<`: one map or a list of them, of which the first wins. */
  #merge(into: Map<string, unknown>, value: unknown, depth: number): void {
    const source = this.convert(value, depth + 1);
    const maps = Array.isArray(source) ? source.toReversed() : [source];
    for (const map of maps) {
      if (!(map instanceof Map))
        throw new YamlError('yaml: map merge requires map or sequence of maps as the value');
      for (const [key, item] of map) into.set(String(key), item);
    }
  }
}

function scalar(node: Scalar): ResolvedScalar {
  const text = typeof node.value === 'string' ? node.value : '';
  const plain = node.type === undefined || node.type === Scalar.PLAIN;
  switch (node.tag) {
    case undefined:
      return plain ? resolveScalar(node.source ?? text) : { kind: 'string', value: text };
    case 'tag:yaml.org,2002:binary':
      return { kind: 'string', value: Buffer.from(text, 'base64').toString('utf8') };
    case 'tag:yaml.org,2002:float': {
      const value = resolveScalar(text);
      return value.kind === 'int' ? { kind: 'float', value: Number(value.value) } : value;
    }
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
      return resolveScalar(text);
    default:
      return { kind: 'string', value: text };
  }
}

function toJsonScalar({ kind, value }: ResolvedScalar): unknown {
  if (kind === 'int') return Number(value);
  if (kind === 'float' && typeof value === 'number' && !Number.isFinite(value)) {
    throw new YamlError(`json: unsupported value: ${formatFloat(value, 'g')}`);
  }
  return value;
}

function keyText({ kind, value }: ResolvedScalar): string {
  if (kind === 'null') throw new YamlError('unsupported map key of type: %!s(<nil>), key: <nil>');
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  return formatFloat(
    Math.fround(value) === value ? value : Number(Math.fround(value).toPrecision(8)),
    'g',
  );
}

/**
 * Reads the first document of a YAML text the way sigs.k8s.io/yaml does: YAML 1.1 words (`yes` is
 * true), every number a float64, map keys as text. Maps are Go maps (see go-template).
 * @throws YamlError
 */
export function parseYaml(text: string): unknown {
  const document = parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: false,
    logLevel: 'silent',
    prettyErrors: true,
  });
  const problem = document.errors.find((error) => error.code !== 'MULTIPLE_DOCS');
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line;
    const [message] = problem.message.split(/ at line |\n/);
    throw new YamlError(
      `error converting YAML to JSON: yaml: ${line === undefined ? '' : `line ${line}: `}${message}`,
    );
  }
  return new Converter().convert(document.contents satisfies ParsedNode | null);
}

/** What encoding/json calls a value. */
function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number' || value instanceof GoInt) return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/**
 * {@link parseYaml} of a text that must hold a map; an empty text is an empty map. `target` is the Go
 * type that the error message names.
 * @throws YamlError
 */
export function parseYamlMap(
  text: string,
  target = 'map[string]interface {}',
): Map<string, unknown> {
  const value = parseYaml(text);
  if (value === null) return new Map();
  if (value instanceof Map) return value;
  throw new YamlError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into Go value of type ${target}`,
  );
}
