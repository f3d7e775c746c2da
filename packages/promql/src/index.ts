export { PromqlError, QueryError, type PromqlErrorCode, type Span } from './errors.ts';
export {
  evaluateInstant,
  evaluateRange,
  type EvaluateOptions,
  type MatrixSeries,
  type QueryRange,
  type QueryResult,
} from './eval/evaluate.ts';
export type { ExposedSample, Exposition, ExpositionLimits } from './exposition/exposition.ts';
export { parseExposition, type ParseExpositionOptions } from './exposition/parse-exposition.ts';
export {
  toPrometheusError,
  toPrometheusResponse,
  type PrometheusData,
  type PrometheusError,
  type PrometheusResponse,
} from './http/prometheus-response.ts';
export { makeLabels, type Labels } from './labels/labels.ts';
export type { Matcher } from './labels/matcher.ts';
export type { ScrapeFetch, ScrapeResponse } from './scrape/http-fetch.ts';
export type { ScrapeOutcome } from './scrape/scrape-target.ts';
export { createScraper, type Scraper, type ScraperOptions } from './scrape/scraper.ts';
export type { Target } from './scrape/target.ts';
export type { SeriesView } from './store/series.ts';
export {
  createSeriesStore,
  type AppendResult,
  type SeriesSource,
  type SeriesStore,
  type SeriesStoreOptions,
  type StoreStats,
} from './store/series-store.ts';
export { formatQuery } from './syntax/format-query.ts';
export { parseQuery, type Query } from './syntax/parse-query.ts';
