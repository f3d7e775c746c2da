import type { Node } from './nunjucks-internals.ts';

/** A use of `cookiecutter.<name>` where there is no such variable. `line` counts from 1. */
export interface UndefinedUse {
  readonly name: string;
  readonly line: number;
}

/**
 * Finds the first use of a variable that is not `known`, also in branches that are not taken.
 * `… is defined` and `… | default(…)` may name any.
 */
export function findUndefined(
  node: Node,
  known: { has(name: string): boolean },
): UndefinedUse | undefined {
  if (isTolerant(node)) return undefined;
  const name = lookedUp(node);
  if (name !== undefined && !known.has(name)) return { name, line: node.lineno + 1 };
  for (const child of children(node)) {
    const found = findUndefined(child, known);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The name in `cookiecutter.name` or `cookiecutter['name']`. */
function lookedUp(node: Node): string | undefined {
  if (node.typename !== 'LookupVal') return undefined;
  const { target, val } = node;
  if (!isNode(target) || target.typename !== 'Symbol' || target['value'] !== 'cookiecutter') {
    return undefined;
  }
  const name = isNode(val) && val.typename === 'Literal' ? val['value'] : undefined;
  return typeof name === 'string' && !METHODS.has(name) ? name : undefined;
}

const METHODS = new Set(['items', 'keys', 'values', 'get']);

function isTolerant(node: Node): boolean {
  const name = isNode(node['name']) ? node['name']['value'] : undefined;
  if (node.typename === 'Filter') return name === 'default' || name === 'd';
  if (node.typename !== 'Is') return false;
  const test = isNode(node['right']) ? node['right']['value'] : undefined;
  return test === 'defined' || test === 'undefined';
}

function* children(node: Node): Generator<Node> {
  for (const field of node.fields) {
    const value = node[field];
    if (Array.isArray(value)) yield* value.filter(isNode);
    else if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'typename' in value && 'fields' in value;
}
