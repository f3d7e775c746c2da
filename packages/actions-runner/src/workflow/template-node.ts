import type {
  BasicExpressionToken,
  TemplateToken,
} from '@actions/workflow-parser/templates/tokens/index';
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser/templates/tokens/type-guards';
import { ActionsError } from '../errors.ts';

/** A place in the workflow file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A scalar written in the file. */
interface LiteralNode {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  readonly at: Position;
}

/** A `${{ }}` expression (text around it has become a call of `format`). */
export interface ExpressionNode {
  readonly kind: 'expression';
  readonly expression: string;
  readonly at: Position;
}

/** A value of the workflow file before its expressions are evaluated. */
export type TemplateNode =
  | LiteralNode
  | ExpressionNode
  | { readonly kind: 'sequence'; readonly items: readonly TemplateNode[]; readonly at: Position }
  | MappingNode;

/** A mapping in the order of the file. */
export interface MappingNode {
  readonly kind: 'mapping';
  readonly entries: readonly { readonly key: string; readonly value: TemplateNode }[];
  readonly at: Position;
}

/** Where a token stands; 1:1 for one made by the parser itself. */
export function positionOf(token: TemplateToken): Position {
  return { line: token.line ?? 1, column: token.col ?? 1 };
}

/** Turns a parser's token into plain data. Throws ActionsError for an expression used as a key. */
export function toNode(token: TemplateToken): TemplateNode {
  const at = positionOf(token);
  if (isBasicExpression(token)) return expressionNode(token);
  if (isString(token) || isNumber(token) || isBoolean(token)) {
    return { kind: 'literal', value: token.value, at };
  }
  if (isSequence(token)) {
    const items: TemplateNode[] = [];
    for (const item of token) items.push(toNode(item));
    return { kind: 'sequence', items, at };
  }
  if (isMapping(token)) return toMapping(token);
  return { kind: 'literal', value: null, at };
}

/** Turns a mapping token into plain data. */
export function toMapping(token: TemplateToken): MappingNode {
  const entries: { key: string; value: TemplateNode }[] = [];
  for (const { key, value } of token.assertMapping('mapping')) {
    if (key.isExpression) {
      throw new ActionsError(
        'workflow-unsupported',
        'An expression cannot be used as a key here.',
        {
          at: positionOf(key),
        },
      );
    }
    entries.push({ key: key.toString(), value: toNode(value) });
  }
  return { kind: 'mapping', entries, at: positionOf(token) };
}

/** An expression token as plain data. */
export function expressionNode(token: BasicExpressionToken): ExpressionNode {
  return { kind: 'expression', expression: token.expression, at: positionOf(token) };
}
