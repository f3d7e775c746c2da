import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { QueryError } from '../errors.ts';
import type { Expression } from './ast.ts';
import { checkTypes } from './check-types.ts';
import { convertExpression } from './convert.ts';

/** A parsed and type-checked query. */
export interface Query {
  readonly text: string;
  readonly root: Expression;
}

const MAX_LENGTH = 16_384;

/**
 * Parses a PromQL query and checks the types of its operators and functions.
 *
 * @throws QueryError `parse` with the place and a caret, `unsupported` for what is PromQL but not
 * evaluated here
 */
export function parseQuery(text: string): Query {
  if (text.length > MAX_LENGTH) {
    throw new QueryError('parse', `The query is longer than ${MAX_LENGTH} characters.`, '', {
      start: 0,
      end: 0,
    });
  }
  if (text.trim() === '')
    throw new QueryError('parse', 'The query is empty.', text, { start: 0, end: 0 });
  const tree = parser.parse(text);
  refuseErrors(tree.topNode, text);
  const first = tree.topNode.firstChild;
  const expression = first?.type.name === 'LineComment' ? nextExpression(first) : first;
  if (expression === null || expression === undefined) {
    throw new QueryError('parse', 'The query is empty.', text, { start: 0, end: text.length });
  }
  const root = convertExpression(expression, text);
  checkTypes(root, text);
  return { text, root };
}

function nextExpression(node: SyntaxNode): SyntaxNode | null {
  let next = node.nextSibling;
  while (next?.type.name === 'LineComment') next = next.nextSibling;
  return next;
}

function refuseErrors(top: SyntaxNode, text: string): void {
  const cursor = top.cursor();
  do {
    if (!cursor.type.isError) continue;
    const { from, to } = cursor;
    const callee = /([a-zA-Z_]\w*)\s*$/.exec(text.slice(0, from))?.[1];
    const unknownFunction = callee !== undefined && /^\s*\(/.test(text.slice(from, to + 1));
    if (unknownFunction) {
      const start = text.lastIndexOf(callee, from);
      throw new QueryError('parse', `There is no function "${callee}".`, text, {
        start,
        end: start + callee.length,
      });
    }
    const found = text.slice(from, Math.max(to, from + 1)).trim();
    const reason =
      found === '' ? 'The query ends too early.' : `Unexpected "${found.slice(0, 40)}".`;
    throw new QueryError('parse', reason, text, { start: from, end: Math.max(to, from + 1) });
  } while (cursor.next());
}
