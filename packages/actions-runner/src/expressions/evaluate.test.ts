import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { evaluateExpression, evaluateNode } from './evaluate.ts';
import { hashFilesFunction, statusFunctions } from './functions.ts';

const contexts = {
  github: { ref: 'refs/heads/main', event: { labels: [{ name: 'bug' }, { name: 'ui' }] } },
  secrets: { TOKEN: 's' },
  matrix: null,
};
const functions = [...statusFunctions('failure'), hashFilesFunction((p) => p.join('+'))];

test.each<[string, Json]>([
  ["github.ref == 'refs/heads/MAIN'", true],
  ["contains(github.event.labels.*.name, 'bug')", true],
  ["github.missing.deep || 'fallback'", 'fallback'],
  ['secrets.token', 's'],
  ['matrix.size', null],
  ['fromJSON(\'[1,{"a":null}]\')[1]', { a: null }],
  ['toJSON(github.event.labels[0])', '{\n  "name": "bug"\n}'],
  ["format('it''s {0} {{x}} isn''t', 1)", "it's 1 {x} isn't"],
  ["join(github.event.labels.*.name, '-')", 'bug-ui'],
  ["startsWith('abc', 'AB') && !endsWith('abc', 'x')", true],
  ['failure() && !success() && !cancelled() && always()', true],
  ["hashFiles('a', 'b')", 'a+b'],
  ["1 < '2'", true],
])('%s', (expression, expected) => {
  expect(evaluateExpression(expression, { contexts, functions })).toEqual(expected);
});

test.each(['github.', "fromJSON('{')", 'nothing.x', 'nope()', "'open"])(
  '%s fails with its text and place',
  (expression) => {
    const at = { line: 3, column: 7 };
    expect(() => evaluateExpression(expression, { contexts, functions }, at)).toThrow(
      expect.objectContaining({
        code: 'expression-failed',
        at,
        message: expect.stringContaining(expression),
      }),
    );
  },
);

test('values of the file are evaluated whole', () => {
  const at = { line: 1, column: 1 };
  const node = {
    kind: 'mapping',
    at,
    entries: [
      { key: 'a', value: { kind: 'expression', expression: 'github.ref', at } },
      { key: 'b', value: { kind: 'sequence', at, items: [{ kind: 'literal', value: 1, at }] } },
    ],
  } as const;
  expect(evaluateNode(node, { contexts })).toEqual({ a: 'refs/heads/main', b: [1] });
});
