import { expect, test } from 'vitest';
import { PromqlError } from '../errors.ts';
import { formatLabels } from '../labels/labels.ts';
import { parseExposition } from './parse-exposition.ts';

function samplesOf(text: string, openMetrics = false): readonly unknown[] {
  return parseExposition(text, { openMetrics }).samples.map(({ labels, value, timestampMs }) =>
    timestampMs === undefined
      ? [formatLabels(labels), value]
      : [formatLabels(labels), value, timestampMs],
  );
}

test('the text format', () => {
  const text = `# HELP http_requests_total Requests\\nserved.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200",} 1027 1395066363000
http_requests_total{ method = "post" , code="400" }    3

# just a comment
msdos_path{path="C:\\\\DIR\\\\F.TXT",error="a:\\n\\"b\\""} 1.458255915e9
plain 12.47
special{le="+Inf"} +Inf
 nan NaN\t
neg -Inf
{"quoted.name", a="b"} 1
`;
  expect(samplesOf(text)).toEqual([
    ['http_requests_total{code="200", method="post"}', 1027, 1395066363000],
    ['http_requests_total{code="400", method="post"}', 3],
    ['msdos_path{error="a:\\n\\"b\\"", path="C:\\\\DIR\\\\F.TXT"}', 1458255915],
    ['plain', 12.47],
    ['special{le="+Inf"}', Infinity],
    ['nan', NaN],
    ['neg', -Infinity],
    ['quoted.name{a="b"}', 1],
  ]);
  expect(parseExposition(text).metadata.get('http_requests_total')).toEqual({
    type: 'counter',
    help: 'Requests\nserved.',
  });
});

test('OpenMetrics: seconds, exemplars, units and the end', () => {
  const text = `# TYPE foo_seconds counter
# UNIT foo_seconds seconds
foo_seconds_total 17.0 1520879607.789 # {trace_id="x"} 1 1520879607
# EOF
`;
  expect(samplesOf(text, true)).toEqual([['foo_seconds_total', 17, 1520879607789]]);
  expect(() => samplesOf('a 1\n', true)).toThrow('# EOF');
  expect(() => samplesOf('# EOF\na 1\n', true)).toThrow('after "# EOF"');
});

test.each([
  ['a', 'Line 1, column 2: a value expected'],
  ['ok 1\na b', 'Line 2, column 4: "b" is not a value'],
  ['a{b="c} 1', 'lacks its closing quote'],
  ['a{b="c" d="e"} 1', '"," expected'],
  ['a{b=c} 1', 'quoted label value'],
  ['a{b="1",b="2"} 1', 'given twice'],
  ['9a 1', 'a metric name expected'],
  ['{a="b"} 1', 'no metric name'],
  ['a 1 2 3', 'text after the sample'],
  ['a 1 # {x="y"} 1', 'text after the sample'],
  ['<html>', 'a metric name expected'],
  ['a 1e', '"1e" is not a value'],
])('%j is refused', (text, message) => {
  expect(() => parseExposition(text)).toThrow(PromqlError);
  expect(() => parseExposition(text)).toThrow(message);
});

test('limits', () => {
  const limits = { maxSamples: 2, maxLabels: 2, maxLabelLength: 5 };
  expect(() => parseExposition('a 1\nb 1\nc 1', { limits })).toThrow('more than 2 samples');
  expect(() => parseExposition('a{b="1",c="2"} 1', { limits })).toThrow('more than 2 labels');
  expect(() => parseExposition('a{b="123456"} 1', { limits })).toThrow('longer than 5');
});
