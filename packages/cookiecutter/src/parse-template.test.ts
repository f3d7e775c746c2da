import { describe, expect, it } from 'vitest';

import { parseTemplate } from './parse-template.ts';
import type { Template } from './template.ts';

function template(settings: unknown, extra: readonly string[] = []): Template {
  const text = typeof settings === 'string' ? settings : JSON.stringify(settings);
  const entries = ['{{cookiecutter.name}}/a.txt', ...extra].map((path) => [path, ''] as const);
  const files = [['cookiecutter.json', text] as const, ...entries];
  return parseTemplate(
    new Map(
      files.map(([path, content]) => [path, { content: Buffer.from(content), executable: false }]),
    ),
  );
}

describe('parseTemplate', () => {
  it('tells what may be asked, in order and with its kind', () => {
    const { variables, files, root } = template({
      name: 'x',
      kind: ['a', 'b'],
      on: true,
      port: 80,
      map: {},
      _private: 1,
      __prompts__: { name: 'Its name', kind: { __prompt__: 'Which?', a: 'First' } },
    });
    expect(variables).toEqual([
      { name: 'name', kind: 'text', default: 'x', prompt: 'Its name' },
      { name: 'kind', kind: 'choice', default: ['a', 'b'], prompt: 'Which?' },
      { name: 'on', kind: 'flag', default: true },
      { name: 'port', kind: 'text', default: '80' },
      { name: 'map', kind: 'dictionary', default: {} },
    ]);
    expect([root, ...files.keys()]).toEqual(['{{cookiecutter.name}}', 'a.txt']);
  });

  it.each<[string, unknown, string[], string]>([
    ['no JSON', '{', [], 'cookiecutter.json is not JSON'],
    ['no object', '[]', [], 'must hold an object'],
    ['a bad name', { 'a-b': 'x' }, [], '"a-b" is not a variable name'],
    ['an empty choice', { a: [] }, [], 'no option'],
    ['bad patterns', { _copy_without_render: 'x' }, [], 'list of texts'],
    ['two roots', {}, ['{{cookiecutter.other}}/x'], 'exactly one folder'],
    ['extensions', { _extensions: ['a.B'] }, [], 'Python programs'],
    ['nested templates', { templates: {} }, [], '"templates" is not supported'],
    [
      'Jinja settings',
      { _jinja2_env_vars: { block_start_string: '<%' } },
      [],
      'block_start_string',
    ],
    ['hooks', {}, ['hooks/post_gen_project.sh'], 'hooks are programs'],
  ])('refuses %s', (_what, settings, extra, message) => {
    expect(() => template(settings, extra)).toThrow(message);
  });

  it('refuses a folder without a project folder', () => {
    const content = Buffer.from('{}');
    const files = new Map([['cookiecutter.json', { content, executable: false }]]);
    expect(() => parseTemplate(files)).toThrow('found none');
    expect(() => parseTemplate(new Map())).toThrow('has no cookiecutter.json');
  });
});
