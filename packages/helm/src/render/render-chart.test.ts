import { describe, expect, it } from 'vitest';

import type { Chart } from '../chart/chart.ts';
import { loadChart } from '../chart/load-chart.ts';
import { HelmError } from '../errors.ts';
import { renderChart, type RenderOptions } from './render-chart.ts';
import { describeHelmError } from './template-failure.ts';

function chartOf(files: Record<string, string>): Chart {
  const all = { 'Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n', ...files };
  return loadChart(new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])));
}

const OPTIONS: RenderOptions = { release: { name: 'rel', namespace: 'apps' } };

function failure(files: Record<string, string>, options: Partial<RenderOptions> = {}): HelmError {
  try {
    renderChart(chartOf(files), { ...OPTIONS, ...options });
  } catch (error) {
    if (error instanceof HelmError) return error;
    throw error;
  }
  throw new Error('rendering did not fail');
}

describe('renderChart', () => {
  it('tells manifests, hooks, notes and CRDs apart', () => {
    const rendered = renderChart(
      chartOf({
        'templates/all.yaml':
          '# note\n---\nkind: Service\nmetadata: {name: svc}\n---\nkind: Namespace\nmetadata: {name: ns}\n',
        'templates/hook.yaml':
          'kind: Job\nmetadata:\n  name: j\n  annotations:\n    helm.sh/hook: pre-install, post-upgrade\n    helm.sh/hook-weight: "-3"\n    helm.sh/hook-delete-policy: hook-succeeded\n',
        'templates/NOTES.txt': 'Hello {{ .Release.Name }}{{ .Values.nothing }}!',
        'crds/c.yaml': 'kind: CustomResourceDefinition\n',
      }),
      OPTIONS,
    );
    expect(rendered.manifests.map(({ object }) => object)).toEqual([
      { kind: 'Namespace', metadata: { name: 'ns' } },
      { kind: 'Service', metadata: { name: 'svc' } },
    ]);
    expect(rendered.hooks).toMatchObject([
      { events: ['pre-install', 'post-upgrade'], weight: -3, deletePolicies: ['hook-succeeded'] },
    ]);
    expect(rendered.notes).toBe('Hello rel!');
    expect(rendered.crds).toEqual([
      { path: 'demo/crds/c.yaml', content: 'kind: CustomResourceDefinition\n' },
    ]);
  });

  it('gives the same result for the same chart again and leaves the values as they were', () => {
    const chart = chartOf({
      'values.yaml': 'a: {b: 1}\n',
      'templates/a.yaml':
        '{{ $_ := set .Values.a "c" (add 1 (.Values.a.c | default 0)) }}kind: A\nc: {{ .Values.a.c }}',
    });
    const values = { a: { d: 1 } };
    const first = renderChart(chart, { ...OPTIONS, values }).output();
    expect(renderChart(chart, { ...OPTIONS, values }).output()).toBe(first);
    expect(values).toEqual({ a: { d: 1 } });
  });

  it('takes the clock, the random source and the lookup from outside', () => {
    const rendered = renderChart(
      chartOf({
        'templates/a.yaml':
          'kind: {{ now | date "2006" }}\nr: {{ randAlphaNum 4 }}\nl: {{ (lookup "v1" "Secret" "ns" "s").data.k }}\n',
      }),
      {
        ...OPTIONS,
        now: () => new Date('2031-05-06T00:00:00Z'),
        randomBytes: (length) => new Uint8Array(length),
        lookup: (apiVersion, kind, namespace, name) =>
          `${apiVersion}/${kind}/${namespace}/${name}` === 'v1/Secret/ns/s'
            ? { data: { k: 'found' } }
            : {},
      },
    );
    expect(rendered.manifests[0]?.object).toEqual({ kind: 2031, r: 'AAAA', l: 'found' });
  });

  it('keeps integers given as bigint apart from floats', () => {
    const chart = chartOf({
      'templates/a.yaml': 'kind: A\nint: "{{ .Values.i }}"\nfloat: "{{ .Values.f }}"',
    });
    const { manifests } = renderChart(chart, {
      ...OPTIONS,
      values: { i: 1_000_000n, f: 1_000_000 },
    });
    expect(manifests[0]?.object).toMatchObject({ int: '1000000', float: '1e+06' });
  });

  it('treats a key such as __proto__ as any other', () => {
    const chart = chartOf({ 'templates/a.yaml': '{{ toYaml .Values }}' });
    const { manifests } = renderChart(chart, {
      ...OPTIONS,
      values: JSON.parse('{"__proto__": {"x": 1}}'),
    });
    expect(Object.keys(manifests[0]?.object ?? {})).toEqual(['__proto__']);
    expect('x' in {}).toBe(false);
  });
});

describe('errors', () => {
  it('show the line with a caret', () => {
    const error = failure({
      'templates/a.yaml': 'kind: A\nname: {{ required "give a name" .Values.name }}\n',
    });
    expect(error.code).toBe('TEMPLATE_FAILED');
    expect(error.location).toMatchObject({ template: 'demo/templates/a.yaml', line: 2, column: 9 });
    expect(describeHelmError(error)).toMatchInlineSnapshot(`
      "execution error at (demo/templates/a.yaml:2:9): give a name
        at demo/templates/a.yaml:2:10
        | name: {{ required "give a name" .Values.name }}
        |          ^"
    `);
  });

  it('point at the place inside an included template', () => {
    const error = failure({
      'templates/a.yaml': '{{ include "x" . }}',
      'templates/_h.tpl': '{{ define "x" }}\n{{ .Values.a.b }}{{ end }}',
    });
    expect(error.location).toMatchObject({ template: 'demo/templates/_h.tpl', line: 2 });
    expect(error.message).toContain('nil pointer evaluating interface {}.b');
  });

  it('name the file of a manifest that is not YAML', () => {
    expect(failure({ 'templates/a.yaml': 'a: [' })).toMatchObject({
      code: 'MANIFEST_INVALID',
      file: 'demo/templates/a.yaml',
    });
  });

  it('refuse a Kubernetes version that makes no sense', () => {
    expect(failure({}, { kubeVersion: 'latest' }).code).toBe('KUBE_VERSION_UNSUPPORTED');
  });
});

describe('hostile charts', () => {
  const helpers = {
    'templates/_h.tpl':
      '{{ define "loop" }}{{ include "loop" . }}{{ end }}{{ define "t" }}{{ template "t" . }}{{ end }}',
  };

  it.each([
    ['an include of itself', '{{ include "loop" . }}'],
    ['a template of itself', '{{ template "t" . }}'],
    ['a tpl of itself', '{{ tpl .Values.self . }}'],
    ['a gigantic repeat', '{{ repeat 2000000000 "x" }}'],
    ['a gigantic until', '{{ until 2000000000 | len }}'],
    ['a gigantic untilStep', '{{ range untilStep 0 2000000000 1 }}x{{ end }}'],
    ['a gigantic indent', '{{ indent 2000000000 "x" }}'],
    [
      'endless doubling',
      '{{ $x := "xxxxxxxxxxxxxxxx" }}{{ range 100 }}{{ $x = printf "%s%s" $x $x }}{{ end }}',
    ],
    ['a long loop', '{{ range 2000000000 }}{{ end }}'],
    ['nested loops', '{{ range 100000 }}{{ range 100000 }}{{ end }}{{ end }}'],
    [
      'output without end',
      '{{ range 2000000000 }}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{{ end }}',
    ],
  ])('%s ends soon', (_, template) => {
    const started = performance.now();
    const error = failure(
      {
        ...helpers,
        'values.yaml': "self: '{{ tpl .Values.self . }}'\n",
        'templates/a.yaml': template,
      },
      { limits: { maxMilliseconds: 300, maxOutput: 8 * 1024 * 1024 } },
    );
    expect(error.code).toBe('LIMIT_EXCEEDED');
    expect(error.message.length).toBeLessThan(1000);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('a pattern that would backtrack for ever is matched in linear time', () => {
    const template = 'kind: "{{ regexMatch "^(a+)+$" (printf "%sb" (repeat 5000 "a")) }}"';
    const { manifests } = renderChart(chartOf({ 'templates/a.yaml': template }), OPTIONS);
    expect(manifests[0]?.object).toEqual({ kind: 'false' });
  });
});
