import { PromqlError, messageOf } from '../errors.ts';
import type { Exposition } from '../exposition/exposition.ts';
import { parseExposition } from '../exposition/parse-exposition.ts';
import { labelsKey, type Labels } from '../labels/labels.ts';
import type { SeriesStore } from '../store/series-store.ts';
import type { ScrapeFetch } from './http-fetch.ts';
import { labelsOfReport, labelsOfSample, type Target } from './target.ts';

/** The series of a target's last scrape, by key: what is missing next time has ended. */
export type SeenSeries = ReadonlyMap<string, Labels>;

/** How a scrape went. */
export interface ScrapeOutcome {
  readonly ok: boolean;
  /** Unix milliseconds of its start: the time of its samples. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly samples: number;
  /** Samples that the store did not take. */
  readonly dropped: number;
  readonly error?: string;
}

/** What a scrape needs. */
export interface ScrapeContext {
  readonly store: SeriesStore;
  readonly fetch: ScrapeFetch;
  readonly now: () => number;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Scrapes a target once and writes its samples, staleness markers and `up`; never rejects. */
export async function scrapeTarget(
  context: ScrapeContext,
  target: Target,
  before: SeenSeries,
): Promise<{ readonly outcome: ScrapeOutcome; readonly seen: SeenSeries }> {
  const { store, now } = context;
  const atMs = now();
  const read = await readTarget(context, target).then(
    (exposition) => ({ exposition, error: undefined }),
    (error: unknown) => ({ exposition: undefined, error: messageOf(error) }),
  );
  const durationMs = now() - atMs;
  if (context.signal.aborted) {
    return { outcome: { ok: false, atMs, durationMs, samples: 0, dropped: 0 }, seen: before };
  }
  const samples = read.exposition?.samples ?? [];
  const seen = new Map<string, Labels>();
  let dropped = 0;
  for (const sample of samples) {
    const labels = labelsOfSample(sample.labels, target);
    // A sample with a time of its own is not ended by its absence, as in Prometheus.
    if (sample.timestampMs === undefined) seen.set(labelsKey(labels), labels);
    const result = store.append(labels, sample.timestampMs ?? atMs, sample.value);
    if (result !== 'stored') dropped += 1;
  }
  for (const [key, labels] of before) if (!seen.has(key)) store.markStale(labels, atMs);
  const ok = read.exposition !== undefined;
  for (const [metric, value] of [
    ['up', ok ? 1 : 0],
    ['scrape_duration_seconds', durationMs / 1000],
    ['scrape_samples_scraped', samples.length],
  ] as const) {
    store.append(labelsOfReport(metric, target), atMs, value);
  }
  const failure = read.error === undefined ? {} : { error: read.error };
  return { outcome: { ok, atMs, durationMs, samples: samples.length, dropped, ...failure }, seen };
}

/** Ends all series of a target that is gone. */
export function endTarget(
  store: SeriesStore,
  target: Target,
  seen: SeenSeries,
  atMs: number,
): void {
  for (const labels of seen.values()) store.markStale(labels, atMs);
  for (const metric of ['up', 'scrape_duration_seconds', 'scrape_samples_scraped']) {
    store.markStale(labelsOfReport(metric, target), atMs);
  }
}

async function readTarget(context: ScrapeContext, target: Target): Promise<Exposition> {
  const { timeoutMs, maxBytes } = context;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const signal = AbortSignal.any([context.signal, timeout.signal]);
  try {
    const { status, contentType, body } = await context.fetch(target, {
      signal,
      maxBytes,
      timeoutMs,
    });
    if (status !== 200) throw new PromqlError('scrape', `The target answered ${status}.`);
    return parseExposition(body, { openMetrics: contentType.includes('openmetrics') });
  } catch (error) {
    if (!timeout.signal.aborted) throw error;
    throw new PromqlError('scrape', `The target did not answer within ${timeoutMs} ms.`, error);
  } finally {
    clearTimeout(timer);
  }
}
