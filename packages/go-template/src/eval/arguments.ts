import type { Operand } from '../syntax/nodes.ts';
import { printNode } from '../syntax/print-node.ts';
import { PARAM_TYPE_NAMES, type GoParam } from '../values/go-function.ts';
import { GoInt } from '../values/go-int.ts';
import { GoStruct, staticTypeName, typeName } from '../values/go-types.ts';

/** A value of the right type, or Go's text of why it isn't one. */
export type Checked = { readonly value: unknown } | { readonly problem: string };

const NILLABLE: ReadonlySet<GoParam> = new Set<GoParam>(['any', 'value', 'list', 'strings', 'map']);

function fits(value: unknown, param: GoParam): boolean {
  switch (param) {
    case 'any':
    case 'value':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'float64':
      return typeof value === 'number';
    case 'int':
    case 'int64':
      return value instanceof GoInt && value.kind === param;
    case 'list':
      return Array.isArray(value) && typeName(value) === '[]interface {}';
    case 'strings':
      return Array.isArray(value) && typeName(value) === '[]string';
    case 'map':
      return (
        value instanceof Map &&
        /^(map\[string\]interface \{\}|chartutil\.Values)$/.test(typeName(value))
      );
    default:
      return value instanceof GoStruct && value.typeName === 'time.Time';
  }
}

/** Checks a value against a parameter type, as text/template's validateType does. */
export function checkValue(value: unknown, param: GoParam): Checked {
  if (value === undefined) {
    if (param === 'value') return { value: undefined };
    if (NILLABLE.has(param)) return { value: null };
    return { problem: `invalid value; expected ${PARAM_TYPE_NAMES[param]}` };
  }
  if (fits(value, param)) return { value };
  const got = staticTypeName(value);
  return { problem: `wrong type for value; expected ${PARAM_TYPE_NAMES[param]}; got ${got}` };
}

/** Checks `nil` written as an argument. */
export function checkNil(param: GoParam): Checked {
  if (NILLABLE.has(param)) return { value: param === 'value' ? undefined : null };
  return { problem: `cannot assign nil to ${PARAM_TYPE_NAMES[param]}` };
}

/** A literal in the place of a typed argument; `generic` gives its value where any type will do. */
export function checkLiteral(node: Operand, param: GoParam, generic: () => unknown): Checked {
  switch (param) {
    case 'any':
    case 'value':
      return { value: generic() };
    case 'bool':
      return node.kind === 'bool' ? { value: node.value } : expected('bool', node);
    case 'string':
      return node.kind === 'string' ? { value: node.text } : expected('string', node);
    case 'int':
    case 'int64':
      return node.kind === 'number' && node.literal.int !== undefined
        ? { value: new GoInt(param, node.literal.int) }
        : expected('integer', node);
    case 'float64':
      return node.kind === 'number' && node.literal.float !== undefined
        ? { value: node.literal.float }
        : expected('float', node);
    default:
      return {
        problem: `can't handle ${printNode(node)} for arg of type ${PARAM_TYPE_NAMES[param]}`,
      };
  }
}

function expected(what: string, node: Operand): Checked {
  return { problem: `expected ${what}; found ${printNode(node)}` };
}
