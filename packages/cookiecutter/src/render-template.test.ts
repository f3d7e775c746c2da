import { describe, expect, it } from 'vitest';

import { CookiecutterError } from './errors.ts';
import { parseTemplate } from './parse-template.ts';
import { renderTemplate } from './render-template.ts';
import type { GivenValues } from './variables.ts';

function render(
  files: Readonly<Record<string, string>>,
  variables: GivenValues = {},
  settings: object = {},
): Record<string, string> {
  const entries = Object.entries(files).map(
    ([path, content]) => [`{{cookiecutter.name}}/${path}`, content] as const,
  );
  const json = JSON.stringify({ name: 'n', on: true, pick: ['a', 'b'], ...settings });
  const template = parseTemplate(
    new Map(
      [['cookiecutter.json', json] as const, ...entries].map(([path, content]) => [
        path,
        { content: Buffer.from(content), executable: false },
      ]),
    ),
  );
  const rendered = renderTemplate({ template, variables, random: () => 0 });
  return Object.fromEntries(
    [...rendered].map(([path, file]) => [path, Buffer.from(file.content).toString('utf8')]),
  );
}

function failure(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof CookiecutterError) return `${error.code} ${error.fault} ${error.message}`;
    throw error;
  }
  return 'nothing failed';
}

describe('given values', () => {
  it('are never rendered themselves', () => {
    const files = { 'a.txt': '{{ cookiecutter.name }}' };
    expect(render(files, { name: '{{ 7 * 7 }}{% raw %}' })).toEqual({
      'a.txt': '{{ 7 * 7 }}{% raw %}',
    });
  });

  it('may be unknown, numbers, and words for yes and no', () => {
    const files = { 'a.txt': '{{ cookiecutter.name }} {{ cookiecutter.on }}' };
    expect(render(files, { name: 80, on: 'off', other: 'x' })).toEqual({ 'a.txt': '80 False' });
  });

  it.each<[GivenValues, string]>([
    [{ pick: 'c' }, 'invalid-variable user The variable "pick" must be one of a, b, not "c".'],
    [{ on: 'perhaps' }, 'invalid-variable user The variable "on" must be yes or no.'],
    [{ name: ['x'] }, 'invalid-variable user The variable "name" must be text.'],
  ])('%j is refused', (given, message) => {
    expect(failure(() => render({ a: '' }, given))).toBe(message);
  });
});

describe('errors name file and line', () => {
  it.each([
    ['\n\n{{ cookiecutter.nmae }}', 'a.txt:3: "cookiecutter.nmae" is not defined'],
    ["{% if false %}\n{{ cookiecutter['no'] }}{% endif %}", 'a.txt:2: "cookiecutter.no" is not'],
    ['\n{{ nowhere }}', 'a.txt:2: an undefined value cannot be printed'],
    ['x\n{% if %}', 'a.txt:2: '],
    ['x\n{{ 1 | nofilter }}', 'a.txt: filter not found: nofilter'],
    ['{% include "x" %}', 'a.txt: template not found: x'],
    ['{% now "utc" %}', 'a.txt:1: unknown block tag: now'],
    ['\n{{ range(1000000) }}', 'a.txt:2: range() may have at most'],
  ])('%j', (content, message) => {
    expect(failure(() => render({ 'a.txt': content }))).toContain(
      `render-failed template ${message}`,
    );
  });
});

describe('a template cannot leave its language', () => {
  it.each([
    "{{ cookiecutter.name.constructor.constructor('return process')() }}",
    "{{ ''['constructor']['constructor']('return 1')() }}",
    "{{ [].constructor.from('ab') }}",
    "{{ range.constructor('return 1')() }}",
    '{{ cookiecutter.__proto__ }}',
    '{{ constructor }}',
    '{{ valueOf() | dictsort }}',
    "{{ __defineGetter__('x', range) }}",
    "{{ constructor.constructor('return 1')() }}",
    "{{ cycler('a').__proto__.constructor('x') }}",
    "{% set f = slugify.constructor %}{{ f('return 1')() }}",
  ])('%s', (content) => {
    expect(failure(() => render({ 'a.txt': content }))).toMatch(/^render-failed template a.txt/);
  });
});

describe('paths', () => {
  it.each([
    ['..', 'has a "." or ".." segment'],
    ['../../etc/x', 'has a "." or ".." segment'],
    ['/etc/x', 'is absolute'],
    ['a\\b', 'a backslash'],
    ['.git/hooks/x', "lies in git's folder"],
    ['b', 'another file has already'],
    ['b/c', 'is a file and a folder at once'],
  ])('%j is refused', (name, message) => {
    const files = { b: '', '{{ cookiecutter.name }}': '' };
    expect(failure(() => render(files, { name }))).toContain(message);
  });

  it('may make folders, and leave files out', () => {
    const files = { '{{ cookiecutter.name }}': '1', "{{ '' if cookiecutter.on else 'x' }}": '2' };
    expect(render(files, { name: 'a/b' })).toEqual({ 'a/b': '1' });
  });
});

describe('the rest of the language', () => {
  it('has chance from outside, and forced line endings', () => {
    const files = {
      a: '{{ random_ascii_string(4) }} {{ uuid4() }}\n{{ random_ascii_string(2, punctuation=True) }}',
    };
    expect(render(files, {}, { _new_lines: '\r\n' })).toEqual({
      a: 'aaaa 00000000-0000-4000-8000-000000000000\r\naa',
    });
  });

  it('trims blocks when the template says so', () => {
    const files = { a: '  {% if true %}\nx\n  {% endif %}\n' };
    const settings = { _jinja2_env_vars: { trim_blocks: true, lstrip_blocks: true } };
    expect(render(files, {}, settings)).toEqual({ a: 'x\n' });
  });
});
