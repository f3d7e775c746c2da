import { basePath, bytesToString, fn, GoStruct, typedList } from '@fairway/go-template';

import type { ChartFile } from '../chart/chart.ts';
import { emitYaml } from '../yaml/emit-yaml.ts';
import { globToRegExp } from './glob.ts';

type FileMap = ReadonlyMap<string, Uint8Array>;

function yamlText(value: unknown): string {
  return emitYaml(value).replace(/\n$/, '');
}

function lines(data: Uint8Array | undefined): string[] {
  if (data === undefined) return typedList('string', []);
  return typedList('string', bytesToString(data).replace(/\n$/, '').split('\n'));
}

function makeFiles(files: FileMap): GoStruct {
  const bytes = (name: unknown): Uint8Array => files.get(String(name)) ?? new Uint8Array();
  const byName = (content: (data: Uint8Array) => string): string =>
    yamlText(new Map([...files].map(([path, data]) => [basePath(path), content(data)])));
  return new GoStruct({
    typeName: 'engine.files',
    kind: 'map',
    elements: new Map<string, unknown>(files),
    methods: new Map([
      ['Get', fn(['string'], ([name]) => bytesToString(bytes(name)))],
      ['GetBytes', fn(['string'], ([name]) => bytes(name))],
      [
        'Glob',
        fn(['string'], ([pattern]) => {
          const matcher = globToRegExp(String(pattern));
          return makeFiles(new Map([...files].filter(([path]) => matcher.test(path))));
        }),
      ],
      ['AsConfig', fn([], () => byName(bytesToString))],
      ['AsSecrets', fn([], () => byName((data) => Buffer.from(data).toString('base64')))],
      ['Lines', fn(['string'], ([name]) => lines(files.get(String(name))))],
    ]),
  });
}

/** `.Files`: the chart's files beside templates and metadata. */
export function filesObject(files: readonly ChartFile[]): GoStruct {
  return makeFiles(new Map(files.map(({ path, data }) => [path, data])));
}
