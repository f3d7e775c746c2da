import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ScrapeOutcome } from '../src/scrape/scrape-target.ts';
import {
  createScraper,
  delayUntilNext,
  offsetOf,
  type Scraper,
  type ScraperOptions,
} from '../src/scrape/scraper.ts';
import { labelsOfSample, type Target } from '../src/scrape/target.ts';
import { createSeriesStore, type SeriesStore } from '../src/store/series-store.ts';
import { at } from './_util.ts';

const open: { servers: Server[]; scrapers: Scraper[] } = { servers: [], scrapers: [] };
afterEach(async () => {
  await Promise.all(open.scrapers.splice(0).map(async (scraper) => scraper.close()));
  for (const server of open.servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** An application whose answer can be changed; counts what it is asked. */
async function app(body: string): Promise<{
  target: Target;
  hosts: (string | undefined)[];
  answer: { body: string; status: number; delayMs: number };
}> {
  const answer = { body, status: 200, delayMs: 0 };
  const hosts: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    hosts.push(request.headers.host);
    setTimeout(() => {
      response.writeHead(answer.status, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(answer.body);
    }, answer.delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.servers.push(server);
  const { port } = server.address() as AddressInfo;
  const labels = { job: 'cart', instance: 'cart-1' };
  const target = {
    id: `t${port}`,
    address: `127.0.0.1:${port}`,
    path: '/metrics',
    hostHeader: 'cart.localhost',
    labels,
  };
  return { target, hosts, answer };
}

function scrape(options: Partial<ScraperOptions> & Pick<ScraperOptions, 'targets'>): {
  store: SeriesStore;
  scraper: Scraper;
  outcomes: ScrapeOutcome[];
  next: () => Promise<ScrapeOutcome>;
} {
  const store = createSeriesStore({ retentionMs: 3_600_000, maxSeries: 100, now: Date.now });
  const outcomes: ScrapeOutcome[] = [];
  const waiting: ((outcome: ScrapeOutcome) => void)[] = [];
  const scraper = createScraper({
    store,
    // Also the time-out: long enough for a busy machine.
    intervalMs: 300,
    ...options,
    onScrape: (_, outcome) => {
      outcomes.push(outcome);
      waiting.shift()?.(outcome);
    },
  });
  open.scrapers.push(scraper);
  const next = async (): Promise<ScrapeOutcome> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  return { store, scraper, outcomes, next };
}

test('a new target is scraped at once, then again, with its Host header', async () => {
  const { target, hosts } = await app('reqs{code="200"} 5\nup 7\n');
  const firsts: string[] = [];
  const { store, next, scraper } = scrape({
    targets: () => [target],
    onFirstScrape: (each) => firsts.push(each.id),
  });
  const outcome = await next();
  expect(outcome).toMatchObject({ ok: true, samples: 2 });
  expect(at(store, 'reqs', Date.now())).toEqual({
    'reqs{code="200", instance="cart-1", job="cart"}': 5,
  });
  expect(at(store, 'scrape_samples_scraped', Date.now())).toEqual({
    'scrape_samples_scraped{instance="cart-1", job="cart"}': 2,
  });
  await next();
  expect(firsts).toEqual([target.id]);
  expect(hosts.every((host) => host === 'cart.localhost')).toBe(true);
  expect(scraper.status().get(target.id)).toMatchObject({ ok: true });
});

test('a series that disappears is stale at once, a failed scrape ends them all', async () => {
  const { target, answer } = await app('a 1\nb 2\n');
  const { store, next } = scrape({ targets: () => [target] });
  await next();
  answer.body = 'a 1\n';
  await next();
  await next();
  expect(at(store, 'count({__name__=~"a|b"})', Date.now())).toEqual({ '{}': 1 });
  answer.status = 503;
  const pending = await next();
  const failed = pending.ok ? await next() : pending;
  expect(failed).toMatchObject({ ok: false, error: 'The target answered 503.' });
  expect(at(store, 'a', Date.now())).toEqual({});
  expect(at(store, 'up', Date.now())).toEqual({ 'up{instance="cart-1", job="cart"}': 0 });
});

test('a target that is gone leaves nothing behind', async () => {
  const { target } = await app('a 1\n');
  let targets: readonly Target[] = [target];
  const { store, next, scraper } = scrape({ targets: () => targets });
  await next();
  targets = [];
  scraper.refresh();
  await expect.poll(() => at(store, '{__name__=~".+"}', Date.now())).toEqual({});
  targets = [target];
  scraper.refresh();
  await next();
  expect(at(store, 'up', Date.now())).toEqual({ 'up{instance="cart-1", job="cart"}': 1 });
});

test.each([
  ['not the format', { body: '<html></html>' }, 'a metric name expected'],
  ['too large', { body: `# ${'x'.repeat(2000)}\n` }, 'larger than 1000 bytes'],
  ['too slow', { delayMs: 900 }, 'did not answer within 250 ms'],
])('%s is a failed scrape that says why', async (_, change, error) => {
  const { target, answer } = await app('a 1\n');
  Object.assign(answer, change);
  const { next } = scrape({ targets: () => [target], maxBytes: 1000, timeoutMs: 250 });
  expect((await next()).error).toContain(error);
});

test('nobody there, and an address that is none', async () => {
  const target = { id: 'x', path: '/', labels: { job: 'x' } };
  const { next } = scrape({ targets: () => [{ ...target, address: '127.0.0.1:1' }] });
  expect((await next()).error).toContain('ECONNREFUSED');
  const other = scrape({ targets: () => [{ ...target, address: 'nothing' }] });
  expect((await other.next()).error).toContain('"nothing" is not host:port');
});

test('closing ends a scrape that hangs, and writes nothing more', async () => {
  const { target, answer } = await app('a 1\n');
  answer.delayMs = 60_000;
  const { scraper, store, outcomes } = scrape({
    targets: () => [target],
    timeoutMs: 50_000,
    intervalMs: 60_000,
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  const started = Date.now();
  await scraper.close();
  expect(Date.now() - started).toBeLessThan(1000);
  expect(outcomes).toEqual([]);
  expect(store.stats().series).toBe(0);
});

test('offsets spread targets over the interval', () => {
  const offsets = Array.from({ length: 50 }, (_, i) => offsetOf(`target-${i}`, 15_000));
  expect(new Set(offsets).size).toBeGreaterThan(40);
  expect(Math.max(...offsets)).toBeLessThan(15_000);
  expect(delayUntilNext(1000, 300, 500)).toBe(300);
  expect(delayUntilNext(1300, 300, 500)).toBe(500);
  expect(delayUntilNext(100, 300, 500)).toBe(200);
});

test('labels that clash are kept as exported', () => {
  const target = { id: 't', address: 'a:1', path: '/', labels: { job: 'j', __name__: 'no' } };
  expect(labelsOfSample({ __name__: 'm', job: 'own', exported_job: 'older' }, target)).toEqual({
    __name__: 'm',
    exported_exported_job: 'own',
    exported_job: 'older',
    job: 'j',
  });
});
