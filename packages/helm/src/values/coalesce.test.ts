import { toGoMap } from '@fairway/go-template';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Chart } from '../chart/chart.ts';
import { loadChart } from '../chart/load-chart.ts';
import { coalesceValues, copyMap } from './coalesce.ts';

const key = fc.constantFrom('a', 'b', 'c');
const tree = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
  tree: fc.dictionary(
    key,
    fc.oneof(
      { maxDepth: 3 },
      fc.integer(),
      fc.constant(null),
      fc.array(fc.nat(), { maxLength: 2 }),
      tie('tree'),
    ),
    { maxKeys: 3 },
  ),
})).tree;

function chartOf(values: Record<string, unknown>): Chart {
  return loadChart(
    new Map([
      ['Chart.yaml', Buffer.from('apiVersion: v2\nname: demo\nversion: 1.0.0\n')],
      ['values.yaml', Buffer.from(JSON.stringify(values))],
    ]),
  );
}

describe('coalesceValues', () => {
  it('changes nothing that it is given', () => {
    fc.assert(
      fc.property(tree, tree, (defaults, given) => {
        const chart = chartOf(defaults);
        const before = { chart: copyMap(chart.values), given: toGoMap(given) };
        const values = toGoMap(given);
        coalesceValues(chart, values);
        expect(values).toEqual(before.given);
        expect(chart.values).toEqual(before.chart);
      }),
    );
  });

  it('lets every given scalar win and takes the rest from the chart', () => {
    fc.assert(
      fc.property(tree, tree, (defaults, given) => {
        const result = coalesceValues(chartOf(defaults), toGoMap(given));
        for (const [name, value] of Object.entries(given)) {
          if (typeof value === 'number') expect(result.get(name)).toBe(value);
          if (value === null && name in defaults) expect(result.has(name)).toBe(false);
        }
        for (const [name, value] of Object.entries(defaults)) {
          if (!(name in given)) expect(result.get(name)).toEqual(toGoMap({ value }).get('value'));
        }
      }),
    );
  });
});
