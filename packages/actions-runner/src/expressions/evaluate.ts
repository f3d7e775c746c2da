import { Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { ActionsError, messageOf } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { MappingNode, Position, TemplateNode } from '../workflow/template-node.ts';
import { coerceToString, fromExpressionData, isTruthy, toExpressionData } from './data.ts';

/** What an expression may refer to. */
export interface ExpressionScope {
  readonly contexts: JsonObject;
  /** Functions besides the language's own, e.g. those of `statusFunctions`. */
  readonly functions?: readonly FunctionDefinition[];
}

/**
 * Evaluates the text between `${{` and `}}`.
 *
 * @throws ActionsError `expression-failed` with the expression and its place
 */
export function evaluateExpression(
  expression: string,
  scope: ExpressionScope,
  at?: Position,
): Json {
  try {
    const functions = scope.functions ?? [];
    const tree = new Parser(tokensOf(expression), Object.keys(scope.contexts), [
      ...functions,
    ]).parse();
    const evaluator = new Evaluator(
      tree,
      asDictionary(scope.contexts),
      new Map(functions.map((definition) => [definition.name.toLowerCase(), definition])),
    );
    return fromExpressionData(evaluator.evaluate());
  } catch (cause) {
    throw new ActionsError('expression-failed', `\${{ ${expression} }}: ${messageOf(cause)}`, {
      at,
      cause,
    });
  }
}

/** The library unescapes only the first `''` of a string. */
function tokensOf(expression: string): ConstructorParameters<typeof Parser>[0] {
  return new Lexer(expression)
    .lex()
    .tokens.map((token) =>
      token.lexeme.startsWith("'")
        ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
        : token,
    );
}

function asDictionary(contexts: JsonObject): ConstructorParameters<typeof Evaluator>[1] {
  const dictionary = toExpressionData(contexts);
  if (!('pairs' in dictionary)) throw new TypeError('Contexts are not a mapping');
  return dictionary;
}

/** Evaluates every expression of a value of the workflow file. */
export function evaluateNode(node: TemplateNode, scope: ExpressionScope): Json {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'expression':
      return evaluateExpression(node.expression, scope, node.at);
    case 'sequence':
      return node.items.map((item) => evaluateNode(item, scope));
    default:
      return Object.fromEntries(
        node.entries.map(({ key, value }) => [key, evaluateNode(value, scope)]),
      );
  }
}

/** A value that must read as text; undefined stays undefined. */
export function evaluateString(
  node: TemplateNode | undefined,
  scope: ExpressionScope,
): string | undefined {
  return node === undefined ? undefined : coerceToString(evaluateNode(node, scope));
}

/** A mapping whose values are all text, such as `env:` and `with:`. */
export function evaluateStrings(
  node: MappingNode | undefined,
  scope: ExpressionScope,
): Record<string, string> {
  const entries = node?.entries ?? [];
  return Object.fromEntries(
    entries.map(({ key, value }) => [key, coerceToString(evaluateNode(value, scope))]),
  );
}

/** A condition: absent counts as `otherwise`. */
export function evaluateBoolean(
  node: TemplateNode | undefined,
  scope: ExpressionScope,
  otherwise: boolean,
): boolean {
  return node === undefined ? otherwise : isTruthy(evaluateNode(node, scope));
}

/** A positive number; absent is undefined. Throws ActionsError `workflow-invalid` for another. */
export function evaluatePositive(
  node: TemplateNode | undefined,
  scope: ExpressionScope,
  what: string,
): number | undefined {
  if (node === undefined) return undefined;
  const value = Number(evaluateNode(node, scope));
  if (Number.isFinite(value) && value > 0) return value;
  throw new ActionsError('workflow-invalid', `${what} must be a positive number.`, { at: node.at });
}
