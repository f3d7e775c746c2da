import { describe, expect, it } from 'vitest';

import { TemplateExecError, TemplateLimitError } from './errors.ts';
import { SPRIG_FUNCTIONS } from './sprig.ts';
import { renderSourceLine } from './syntax/location.ts';
import { createExecution, TemplateSet } from './template-set.ts';
import { fn } from './values/go-function.ts';
import { goInt } from './values/go-int.ts';
import { toGoValue } from './values/to-go-value.ts';

function render(text: string, data: unknown = {}): string {
  const set = new TemplateSet({ functions: SPRIG_FUNCTIONS });
  set.parse('t', text);
  return set.execute('t', toGoValue(data));
}

describe('TemplateSet', () => {
  it('takes functions of its own, which win over built-in ones', () => {
    const set = new TemplateSet({
      functions: {
        double: fn(['int'], ([n]) => goInt(Number(n) * 2)),
        len: fn(['any'], () => 'mine'),
      },
    });
    set.parse('t', '{{ double 21 }} {{ len . }}');
    expect(set.execute('t', undefined)).toBe('42 mine');
  });

  it('lets a later definition replace an earlier one, but not with an empty one', () => {
    const set = new TemplateSet();
    set.parse('a', '{{ define "x" }}1{{ end }}');
    set.parse('b', '{{ define "x" }}2{{ end }}');
    set.parse('c', '{{ define "x" }} {{ end }}');
    expect(set.execute('x', undefined)).toBe('2');
  });

  it('shows a child what its parent has, but not the other way', () => {
    const parent = new TemplateSet();
    parent.parse('p', 'parent');
    const child = parent.child({ extra: fn([], () => 'extra') });
    child.parse('c', '{{ template "p" }} {{ extra }}');
    expect(child.execute('c', undefined)).toBe('parent extra');
    expect(() => parent.execute('c', undefined)).toThrow(TemplateExecError);
    expect(() => parent.parse('d', '{{ extra }}')).toThrow(/function "extra" not defined/);
  });

  it('passes errors of the host on untouched', () => {
    const set = new TemplateSet({
      functions: {
        broken: fn([], () => {
          throw new TypeError('bug');
        }),
      },
    });
    set.parse('t', '{{ broken }}');
    expect(() => set.execute('t', undefined)).toThrow(TypeError);
  });

  it('keeps the place of a failure in bytes, as Go counts', () => {
    const set = new TemplateSet({ missingKey: 'error' });
    set.parse('t', 'a\né {{ .x.y }}');
    try {
      set.execute('t', toGoValue({}));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ location: { line: 2, column: 8 } });
      expect(
        error instanceof TemplateExecError && error.location && renderSourceLine(error.location),
      ).toBe('é {{ .x.y }}\n       ^');
    }
  });

  it('stops at its limits', () => {
    const set = new TemplateSet({ functions: SPRIG_FUNCTIONS });
    set.parse('t', '{{ range 100000000 }}{{ end }}');
    const execution = createExecution({ limits: { maxMilliseconds: 50 } });
    expect(() => set.execute('t', undefined, execution)).toThrow(TemplateLimitError);
  });

  it('uses the clock and the random source it is given', () => {
    const set = new TemplateSet({ functions: SPRIG_FUNCTIONS });
    set.parse('t', '{{ now | date "2006-01-02" }} {{ uuidv4 }} {{ ago (int64 0) }}');
    const execution = createExecution({
      now: () => new Date(90_000),
      randomBytes: (length) => new Uint8Array(length),
    });
    expect(set.execute('t', undefined, execution)).toBe(
      '1970-01-01 00000000-0000-4000-8000-000000000000 1m30s',
    );
  });
});

describe('values', () => {
  it('keeps bytes that are not UTF-8', () => {
    expect(render('{{ "/+8A" | b64dec | b64enc }} {{ "/+8A" | b64dec | len }}')).toBe('/+8A 3');
  });

  it('orders map keys by code point', () => {
    expect(
      render('{{ range $k, $v := . }}{{ $k }}{{ end }}', { '\u{1F600}': 1, '\uffee': 1, a: 1 }),
    ).toBe('a\uffee\u{1F600}');
  });

  it('says that keys and certificates are not made here', () => {
    expect(render('{{ if false }}{{ genCA "x" 1 }}{{ end }}ok')).toBe('ok');
    expect(() => render('{{ genCA "x" 1 }}')).toThrow(/genCA is not available/);
  });
});
