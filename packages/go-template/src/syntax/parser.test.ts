import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { TemplateParseError } from '../errors.ts';
import { Lexer } from './lexer.ts';
import type { TemplateTreeNode } from './nodes.ts';
import { parseTemplate } from './parser.ts';
import { printNode } from './print-node.ts';

/** Template source that parses, built from the grammar. */
const { statement } = fc.letrec<{ statement: string; operand: string; pipe: string }>((tie) => ({
  operand: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      '.',
      '.a',
      '.a.b',
      '$',
      '$.x',
      '1',
      '-2',
      '1.5',
      '0x1F',
      'true',
      '"s"',
      '`raw`',
      "'c'",
    ),
    tie('pipe').map((pipe) => `(${pipe})`),
    tie('pipe').map((pipe) => `(${pipe}).f`),
  ),
  pipe: fc
    .tuple(
      fc.constantFrom('print', 'len', 'upper'),
      fc.array(tie('operand'), { maxLength: 3 }),
      fc.nat(2),
    )
    .map(([name, args, stages]) => [name, ...args].join(' ') + ' | print'.repeat(stages)),
  statement: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('text', ' ', '\n', 'a { b', '} '),
    tie('pipe').map((pipe) => `{{${pipe}}}`),
    tie('pipe').map((pipe) => `{{$v := ${pipe}}}{{$v}}`),
    fc
      .tuple(
        fc.constantFrom('if', 'with', 'range'),
        tie('pipe'),
        tie('statement'),
        tie('statement'),
      )
      .map(([word, pipe, body, other]) => `{{${word} ${pipe}}}${body}{{else}}${other}{{end}}`),
    tie('pipe').map((pipe) => `{{template "t" ${pipe}}}`),
    fc.tuple(tie('statement'), tie('statement')).map(([a, b]) => a + b),
  ),
}));

/** A tree without positions, and with neighbouring texts joined, to compare what was parsed. */
function shape(node: TemplateTreeNode): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => {
      if (key === 'pos') return undefined;
      return typeof value === 'bigint' ? `${value}` : value;
    }),
  );
}

describe('parseTemplate', () => {
  it('reads back what printNode writes', () => {
    fc.assert(
      fc.property(statement, (source) => {
        const { root } = parseTemplate('t', source).main;
        expect(shape(parseTemplate('t', printNode(root)).main.root)).toEqual(shape(root));
      }),
      { numRuns: 300 },
    );
  });

  it('never fails with anything but a parse error', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{{-',
      '-}}',
      '/*',
      '*/',
      '"',
      '`',
      "'",
      '(',
      ')',
      '|',
      ':=',
      '$x',
      '.a',
      'if',
      'end',
      'range',
      'define',
      ' ',
      '\n',
      '1',
      'é',
      '\\',
      ',',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          parseTemplate('t', pieces.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateParseError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('keeps the place of an error', () => {
    const source = 'one\ntwo é {{ .a | 1 }}';
    expect(() => parseTemplate('file', source)).toThrow(
      expect.objectContaining({
        code: 'TEMPLATE_PARSE',
        location: expect.objectContaining({
          template: 'file',
          line: 2,
          sourceLine: 'two é {{ .a | 1 }}',
        }),
      }),
    );
  });

  it('gives definitions apart from the text', () => {
    const { main, defined } = parseTemplate('m', 'a{{define "x"}}b{{end}}{{block "y" .}}c{{end}}');
    expect(defined.map((tree) => [tree.name, printNode(tree.root)])).toEqual([
      ['x', 'b'],
      ['y', 'c'],
    ]);
    expect(printNode(main.root)).toBe('a{{template "y" .}}');
  });
});

describe('Lexer', () => {
  it('gives the end again and again', () => {
    const lexer = new Lexer('x');
    expect([lexer.next().type, lexer.next().type, lexer.next().type]).toEqual([
      'text',
      'eof',
      'eof',
    ]);
  });
});
