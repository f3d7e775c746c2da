import { createSeriesStore, makeLabels } from '@fairway/promql';
import { describe, expect, it } from 'vitest';
import { createDashboards } from './dashboards.ts';

const end = Date.UTC(2026, 0, 1, 12, 0, 0);

describe('createDashboards', () => {
  it('reads requests, errors and p95 of one namespace from the pods’ own metrics', () => {
    const store = createSeriesStore({ retentionMs: 3_600_000, maxSeries: 100, now: () => end });
    const put = (name: string, labels: Record<string, string>, perSecond: number): void => {
      for (let second = 300; second >= 0; second -= 15) {
        const all = makeLabels(Object.entries({ __name__: name, ...labels }));
        store.append(all, end - second * 1_000, (300 - second) * perSecond);
      }
    };
    put('http_requests_total', { namespace: 'shop-dev', status: '200' }, 9);
    put('http_requests_total', { namespace: 'shop-dev', status: '500' }, 1);
    put('http_requests_total', { namespace: 'other-dev', status: '200' }, 100);
    for (const [le, share] of [
      ['0.1', 5],
      ['0.2', 10],
      ['+Inf', 10],
    ] as const) {
      put('http_request_duration_seconds_bucket', { namespace: 'shop-dev', le }, share);
    }
    const targets = [
      { labels: { namespace: 'shop-dev', pod: 'shop-1' }, last: { ok: true, atMs: end } },
      { labels: { namespace: 'other-dev', pod: 'other-1' }, last: undefined },
    ];
    const dashboards = createDashboards(
      store,
      () => targets,
      () => end,
    );
    const dashboard = dashboards.read('shop-dev', { minutes: 5, points: 20 });
    const last = (key: string) =>
      dashboard.panels
        .find((panel) => panel.key === key)
        ?.series.map(({ name, values }) => [name, Number(values.at(-1)?.toFixed(3))]);
    expect(last('requests')).toEqual([
      ['200', 9],
      ['500', 1],
    ]);
    expect(last('errors')).toEqual([['5xx', 0.1]]);
    expect(last('latency')).toEqual([['p95', 0.19]]);
    expect(dashboard.targets).toEqual([
      { pod: 'shop-1', up: true, lastScrapeAt: new Date(end).toISOString() },
    ]);
    expect(dashboard.times.at(-1)).toBe(end / 1_000);
  });

  it('shows 0 while nothing fails, rather than nothing', () => {
    const store = createSeriesStore({ retentionMs: 3_600_000, maxSeries: 10, now: () => end });
    const labels = { __name__: 'http_requests_total', namespace: 'shop-dev', status: '200' };
    for (let second = 120; second >= 0; second -= 15) {
      store.append(makeLabels(Object.entries(labels)), end - second * 1_000, 120 - second);
    }
    const dashboards = createDashboards(
      store,
      () => [],
      () => end,
    );
    const { panels } = dashboards.read('shop-dev', { minutes: 2, points: 10 });
    const errors = panels.find(({ key }) => key === 'errors');
    expect(errors?.series[0]?.values.at(-1)).toBe(0);
  });

  it('is empty, not broken, before the first scrape', () => {
    const store = createSeriesStore({ retentionMs: 3_600_000, maxSeries: 100, now: () => end });
    const dashboard = createDashboards(
      store,
      () => [],
      () => end,
    ).read('shop-dev', {
      minutes: 60,
      points: 100,
    });
    expect(dashboard.panels.map(({ series }) => series)).toEqual([[], [], []]);
  });
});
