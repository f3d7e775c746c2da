import { expect, test } from 'vitest';
import { createLogInterpreter } from './log-interpreter.ts';
import { createMasker } from './masker.ts';
import { parseCommand } from './parse-command.ts';
import { isProtectedVariable, parseKeyValueFile, parsePathFile } from './parse-file-command.ts';

test.each([
  ['::group::My title', { name: 'group', properties: {}, message: 'My title' }],
  ['  ::endgroup::', { name: 'endgroup', properties: {}, message: '' }],
  [
    '::error file=a.ts,line=3,title=A%2CB%3A::x%0Ay%25',
    { name: 'error', properties: { file: 'a.ts', line: '3', title: 'A,B:' }, message: 'x\ny%' },
  ],
  ['::notice title=::m', { name: 'notice', properties: { title: '' }, message: 'm' }],
  ['text ::error::no', undefined],
  ['::no end', undefined],
  ['::::', undefined],
])('command %s', (line, expected) => {
  expect(parseCommand(line)).toEqual(expected);
});

test('files of commands: lines, blocks, empty lines, CRLF', () => {
  const text = 'a=1\r\n\nb<<X\nline 1\nc=2\nX\nd=x=y\ne=\nf<<EOF\nEOF\n';
  expect([...parseKeyValueFile(text, 'F')]).toEqual([
    ['a', '1'],
    ['b', 'line 1\nc=2'],
    ['d', 'x=y'],
    ['e', ''],
    ['f', ''],
  ]);
  expect(parsePathFile('/a\n\n/b\n')).toEqual(['/a', '/b']);
});

test.each([
  ['x', 'F, line 1: neither'],
  ['a=1\nb<<END\nno end', 'F, line 2: the block'],
  ['=x', 'F, line 1'],
])('a bad file of commands %j names its line', (text, message) => {
  expect(() => parseKeyValueFile(text, 'F')).toThrow(message);
});

test('what belongs to the runner cannot be set', () => {
  expect(['GITHUB_SHA', 'runner_os', 'NODE_OPTIONS', 'CI'].every(isProtectedVariable)).toBe(true);
  expect(isProtectedVariable('MY_GITHUB_')).toBe(false);
});

test('the interpreter masks, annotates and stops when told', () => {
  const masker = createMasker();
  const interpret = createLogInterpreter(masker);
  expect(interpret('::add-mask::hidden')).toEqual([]);
  expect(interpret('so hidden')).toEqual([{ type: 'line', kind: 'output', text: 'so ***' }]);
  expect(interpret('::warning file=a,line=x::hidden!')).toEqual([
    { type: 'line', kind: 'warning', text: '***!' },
    { type: 'annotation', annotation: { level: 'warning', message: '***!', file: 'a' } },
  ]);
  expect(interpret('::set-output name=n::v')).toContainEqual({
    type: 'output',
    name: 'n',
    value: 'v',
  });
  expect(interpret('::set-env name=A::b')[0]).toMatchObject({ kind: 'error' });
  expect(interpret('::stop-commands::tok')).toEqual([]);
  expect(interpret('::error::plain')).toEqual([
    { type: 'line', kind: 'output', text: '::error::plain' },
  ]);
  expect(interpret('::tok::')).toEqual([]);
  expect(interpret('::debug::d')).toEqual([{ type: 'line', kind: 'debug', text: 'd' }]);
  expect(interpret('::unknown::d')[0]).toMatchObject({ kind: 'output', text: '::unknown::d' });
});

test('secrets are masked in every common form', () => {
  const secret = 'pa"ss/word+1234';
  const { mask, detects } = createMasker([secret, '', 'line one\n  {\nline two']);
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  for (const form of [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    base64(secret),
    base64(`a${secret}b`),
    base64(`ab${secret}`),
    'x line two',
  ]) {
    expect(mask(`> ${form} <`)).toContain('***');
    expect(detects(form)).toBe(true);
  }
  expect(mask('a { brace')).toBe('a { brace');
  expect(mask('')).toBe('');
});
