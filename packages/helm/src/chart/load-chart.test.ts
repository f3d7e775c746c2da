import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { HelmError } from '../errors.ts';
import { loadChart, loadChartArchive } from './load-chart.ts';

function files(content: Record<string, string>): Map<string, Uint8Array> {
  return new Map(Object.entries(content).map(([path, text]) => [path, Buffer.from(text)]));
}

const CHART = 'apiVersion: v2\nname: demo\nversion: 1.0.0\n';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof HelmError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('loadChart', () => {
  it('sorts the files into their places', () => {
    const chart = loadChart(
      files({
        'Chart.yaml': `${CHART}appVersion: 1.16\nkeywords: [a, 1]\n`,
        'values.yaml': 'a: yes\n',
        'templates/a.yaml': 'x',
        'crds/c.yaml': 'y',
        'README.md': 'z',
        'charts/child/Chart.yaml': 'apiVersion: v2\nname: child\nversion: 0.1.0\n',
        'charts/child/templates/b.yaml': 'b',
      }),
    );
    expect(chart.metadata).toMatchObject({
      name: 'demo',
      appVersion: '1.16',
      keywords: ['a', '1'],
    });
    expect(chart.values).toEqual(new Map([['a', true]]));
    expect(chart.templates.map((file) => file.path)).toEqual(['templates/a.yaml']);
    expect(chart.files.map((file) => file.path)).toEqual(['README.md', 'crds/c.yaml']);
    expect(chart.dependencies.map((child) => child.metadata.name)).toEqual(['child']);
  });

  it.each([
    [{}, 'CHART_INVALID: Chart.yaml file is missing'],
    [{ 'Chart.yaml': 'name: x' }, 'CHART_INVALID: validation: chart.metadata.version is required'],
    [
      { 'Chart.yaml': 'version: 1.0.0' },
      'CHART_INVALID: validation: chart.metadata.name is required',
    ],
    [
      { 'Chart.yaml': `${CHART}type: other` },
      'CHART_INVALID: validation: chart.metadata.type must be application or library',
    ],
    [
      { 'Chart.yaml': CHART, '../evil': 'x' },
      'CHART_UNSAFE: chart file path "../evil" leads out of the chart',
    ],
    [
      { 'Chart.yaml': CHART, '/etc/x': 'x' },
      'CHART_UNSAFE: chart file path "/etc/x" leads out of the chart',
    ],
    [
      { 'Chart.yaml': CHART, 'values.yaml': '- a' },
      'CHART_INVALID: cannot load values.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
  ])('refuses %j', (content, problem) => {
    expect(codeOf(() => loadChart(files(content)))).toBe(problem);
  });

  it('refuses values that aliases blow up', () => {
    const levels = Array.from({ length: 12 }, (_, n) =>
      n === 0
        ? 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]'
        : `a${n}: &a${n} [${Array(10)
            .fill(`*a${n - 1}`)
            .join(',')}]`,
    );
    const bomb = files({ 'Chart.yaml': CHART, 'values.yaml': levels.join('\n') });
    expect(codeOf(() => loadChart(bomb))).toMatch(/excessive aliasing/);
  });
});

function tar(entries: Record<string, string>): Uint8Array {
  const blocks = Object.entries(entries).flatMap(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(text.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    header.write('ustar', 257);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return [header, body];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe('loadChartArchive', () => {
  it('reads a packaged chart', () => {
    const chart = loadChartArchive(
      tar({ 'demo/Chart.yaml': CHART, 'demo/templates/a.yaml': 'x: 1' }),
    );
    expect(chart.templates.map((file) => file.path)).toEqual(['templates/a.yaml']);
  });

  it.each([
    ['a path that leads out', tar({ 'demo/../../evil': 'x' }), /CHART_UNSAFE/],
    ['an absolute path', tar({ '/etc/passwd': 'x' }), /CHART_UNSAFE/],
    ['text', Buffer.from('hello'), /CHART_INVALID: chart archive cannot be read/],
    ['a cut archive', gzipSync(Buffer.from(tar({ 'demo/a': 'x' }))), /CHART_INVALID/],
    ['a zip bomb', gzipSync(Buffer.alloc(101 * 1024 * 1024)), /unpacks to more than/],
  ])('refuses %s', (_, archive, problem) => {
    expect(codeOf(() => loadChartArchive(archive))).toMatch(problem);
  });
});
