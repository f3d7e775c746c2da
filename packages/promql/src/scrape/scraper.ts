import { createHash } from 'node:crypto';
import type { SeriesStore } from '../store/series-store.ts';
import { httpScrape, type ScrapeFetch } from './http-fetch.ts';
import {
  endTarget,
  scrapeTarget,
  type ScrapeContext,
  type ScrapeOutcome,
  type SeenSeries,
} from './scrape-target.ts';
import type { Target } from './target.ts';

/** How a scraper works. */
export interface ScraperOptions {
  readonly store: SeriesStore;
  /** The targets of now; asked every second and at `refresh`. */
  readonly targets: () => readonly Target[];
  /** 15,000 when absent. */
  readonly intervalMs?: number;
  /** 10,000 when absent, never above the interval. */
  readonly timeoutMs?: number;
  /** Largest answer; 4 MiB when absent. */
  readonly maxBytes?: number;
  readonly fetch?: ScrapeFetch;
  readonly now?: () => number;
  /** Told once a target: its first scrape that succeeded. */
  readonly onFirstScrape?: (target: Target, outcome: ScrapeOutcome) => void;
  /** Told every scrape. */
  readonly onScrape?: (target: Target, outcome: ScrapeOutcome) => void;
}

/** A running scraper. */
export interface Scraper extends AsyncDisposable {
  /** Looks at the targets at once: call it when they are known to have changed. */
  refresh(): void;
  /** Stops; running scrapes are ended and write nothing more. */
  close(): Promise<void>;
  /** The last outcome of each present target, by id. */
  status(): ReadonlyMap<string, ScrapeOutcome>;
}

const DISCOVERY_MS = 1000;

interface Loop {
  readonly target: Target;
  readonly stop: AbortController;
  readonly done: Promise<void>;
  seen: SeenSeries;
  last?: ScrapeOutcome;
}

/**
 * Scrapes targets: a new one at once, and then every interval at an offset of its own, so that many
 * targets are not all asked in the same moment.
 */
export function createScraper(options: ScraperOptions): Scraper {
  const { store, intervalMs = 15_000, now = Date.now } = options;
  const loops = new Map<string, Loop>();
  const ending = new Set<Promise<void>>();
  let closed = false;

  const start = (target: Target): void => {
    const stop = new AbortController();
    const context: ScrapeContext = {
      store,
      now,
      fetch: options.fetch ?? httpScrape,
      timeoutMs: Math.min(options.timeoutMs ?? 10_000, intervalMs),
      maxBytes: options.maxBytes ?? 4 * 1024 * 1024,
      signal: stop.signal,
    };
    const loop: Loop = {
      target,
      stop,
      seen: new Map(),
      done: Promise.resolve().then(async () => runLoop(context, loop, intervalMs, options)),
    };
    loops.set(target.id, loop);
  };

  const end = (loop: Loop): void => {
    loop.stop.abort();
    const done = loop.done.then(() => endTarget(store, loop.target, loop.seen, now()));
    ending.add(done);
    void done.finally(() => ending.delete(done));
  };

  const refresh = (): void => {
    if (closed) return;
    const wanted = new Map(options.targets().map((target) => [target.id, target]));
    for (const [id, loop] of loops) {
      const target = wanted.get(id);
      if (target !== undefined && sameTarget(target, loop.target)) continue;
      loops.delete(id);
      end(loop);
    }
    for (const target of wanted.values()) if (!loops.has(target.id)) start(target);
  };

  const timer = setInterval(refresh, DISCOVERY_MS);
  timer.unref();
  refresh();
  const close = async (): Promise<void> => {
    closed = true;
    clearInterval(timer);
    for (const loop of loops.values()) loop.stop.abort();
    await Promise.all([...[...loops.values()].map((loop) => loop.done), ...ending]);
    loops.clear();
  };
  return {
    refresh,
    close,
    status: () =>
      new Map([...loops].flatMap(([id, { last }]) => (last === undefined ? [] : [[id, last]]))),
    [Symbol.asyncDispose]: close,
  };
}

async function runLoop(
  context: ScrapeContext,
  loop: Loop,
  intervalMs: number,
  options: ScraperOptions,
): Promise<void> {
  const { signal } = context;
  const offset = offsetOf(loop.target.id, intervalMs);
  let succeeded = false;
  while (!signal.aborted) {
    const { outcome, seen } = await scrapeTarget(context, loop.target, loop.seen);
    if (signal.aborted) return;
    loop.seen = seen;
    loop.last = outcome;
    options.onScrape?.(loop.target, outcome);
    if (outcome.ok && !succeeded) {
      succeeded = true;
      options.onFirstScrape?.(loop.target, outcome);
    }
    await pause(delayUntilNext(context.now(), offset, intervalMs), signal);
  }
}

/** A target's place within the interval, the same in every process. */
export function offsetOf(id: string, intervalMs: number): number {
  return createHash('sha256').update(id).digest().readUInt32BE(0) % intervalMs;
}

/** Milliseconds until the next time that is `offset` after a multiple of the interval. */
export function delayUntilNext(nowMs: number, offset: number, intervalMs: number): number {
  const past = (((nowMs - offset) % intervalMs) + intervalMs) % intervalMs;
  return intervalMs - past;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    timer.unref();
    signal.addEventListener('abort', finish);
  });
}

function sameTarget(left: Target, right: Target): boolean {
  const text = (target: Target): string =>
    JSON.stringify([
      target.address,
      target.path,
      target.hostHeader,
      Object.entries(target.labels).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);
  return text(left) === text(right);
}
