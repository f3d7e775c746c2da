import { describe, expect, it } from 'vitest';
import { panelRows } from './metrics.ts';

const panel = { key: 'latency', title: 'p95', unit: 's', query: 'q' } as const;

describe('panelRows', () => {
  it('tells the newest, the least and the greatest value', () => {
    const series = [{ name: 'all', values: [null, 0.2, 0.05, 0.1, null] }];
    expect(panelRows({ ...panel, series })).toEqual([
      ['p95', 'all', '100.0 ms', '50.0 ms', '200.0 ms'],
    ]);
  });

  it('shows what has no sample yet', () => {
    const none = ['p95', '-', '-', '-', '-'];
    expect(panelRows({ ...panel, series: [] })).toEqual([none]);
    expect(panelRows({ ...panel, series: [{ name: '-', values: [null] }] })).toEqual([none]);
  });

  it('has a form for each unit', () => {
    const of = (unit: 'ratio' | 'req/s') =>
      panelRows({ ...panel, unit, series: [{ name: 'a', values: [0.25] }] })[0]?.[2];
    expect([of('ratio'), of('req/s')]).toEqual(['25.0 %', '0.25 req/s']);
  });
});
