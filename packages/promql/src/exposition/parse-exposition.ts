import { makeLabels, METRIC_NAME } from '../labels/labels.ts';
import {
  DEFAULT_EXPOSITION_LIMITS,
  type ExposedSample,
  type Exposition,
  type ExpositionLimits,
  type MetricMetadata,
} from './exposition.ts';
import { createLineScanner, type LineScanner } from './line-scanner.ts';
import { PromqlError } from '../errors.ts';

/** What kind of text it is and what it may not exceed. */
export interface ParseExpositionOptions {
  /** OpenMetrics: times are seconds, `# EOF` ends the text. Else the classic text format 0.0.4. */
  readonly openMetrics?: boolean;
  readonly limits?: ExpositionLimits;
}

const METRIC = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const TOKEN = /[^ \t#]+/y;
const COMMENT = /^#\s+(HELP|TYPE|UNIT)\s+(\S+)(?:\s+(.*))?$/;

/**
 * Parses what a `/metrics` endpoint answers, strictly: the first line that is not the format fails
 * the whole text, because half an answer would look like series that disappeared.
 *
 * @throws PromqlError `exposition` with line and column
 */
export function parseExposition(text: string, options: ParseExpositionOptions = {}): Exposition {
  const { openMetrics = false, limits = DEFAULT_EXPOSITION_LIMITS } = options;
  const samples: ExposedSample[] = [];
  const metadata = new Map<string, MetricMetadata>();
  let ended = false;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.trim() === '') continue;
    const scanner = createLineScanner(line, index + 1);
    if (ended) throw scanner.fail('text after "# EOF"');
    if (line.startsWith('#')) {
      ended = openMetrics && line.trim() === '# EOF';
      readComment(line, metadata);
      continue;
    }
    if (samples.length >= limits.maxSamples) {
      throw scanner.fail(`more than ${limits.maxSamples} samples`);
    }
    samples.push(readSample(scanner, openMetrics, limits));
  }
  if (openMetrics && !ended) {
    throw new PromqlError('exposition', 'The text lacks its "# EOF"; it may have been cut off.');
  }
  return { samples, metadata };
}

function readComment(line: string, metadata: Map<string, MetricMetadata>): void {
  const match = COMMENT.exec(line);
  if (match === null) return;
  const [, kind, name = '', rest = ''] = match;
  const known = metadata.get(name) ?? {};
  if (kind === 'TYPE') metadata.set(name, { ...known, type: rest });
  else if (kind === 'UNIT') metadata.set(name, { ...known, unit: rest });
  else
    metadata.set(name, {
      ...known,
      help: rest.replaceAll(/\\(n|\\)/g, (_, c) => (c === 'n' ? '\n' : '\\')),
    });
}

function readSample(
  scanner: LineScanner,
  openMetrics: boolean,
  limits: ExpositionLimits,
): ExposedSample {
  scanner.skipSpace();
  const entries: [string, string][] = [];
  if (scanner.peek() !== '{') entries.push([METRIC_NAME, scanner.take(METRIC, 'a metric name')]);
  scanner.skipSpace();
  if (scanner.peek() === '{') readLabels(scanner, entries, limits);
  checkNames(scanner, entries);
  scanner.skipSpace();
  const value = readNumber(scanner, 'a value');
  scanner.skipSpace();
  let timestampMs: number | undefined;
  if (!scanner.done() && scanner.peek() !== '#') {
    const time = readNumber(scanner, 'a timestamp');
    timestampMs = Math.round(openMetrics ? time * 1000 : time);
    scanner.skipSpace();
  }
  // What follows a "#" is an exemplar, which this store does not keep.
  if (!scanner.done() && !(openMetrics && scanner.peek() === '#')) {
    throw scanner.fail('text after the sample');
  }
  const labels = makeLabels(entries);
  return timestampMs === undefined ? { labels, value } : { labels, value, timestampMs };
}

function readLabels(
  scanner: LineScanner,
  entries: [string, string][],
  limits: ExpositionLimits,
): void {
  scanner.expect('{');
  scanner.skipSpace();
  while (scanner.peek() !== '}') {
    const quoted = scanner.peek() === '"';
    const name = quoted ? scanner.quoted() : scanner.take(LABEL, 'a label name');
    scanner.skipSpace();
    if (quoted && scanner.peek() !== '=') {
      entries.push([METRIC_NAME, name]);
    } else {
      scanner.expect('=');
      scanner.skipSpace();
      if (scanner.peek() !== '"') throw scanner.fail('a quoted label value expected');
      const value = scanner.quoted();
      if (name.length > limits.maxLabelLength || value.length > limits.maxLabelLength) {
        throw scanner.fail(`a label is longer than ${limits.maxLabelLength} characters`);
      }
      entries.push([name, value]);
    }
    if (entries.length > limits.maxLabels) {
      throw scanner.fail(`more than ${limits.maxLabels} labels`);
    }
    scanner.skipSpace();
    if (scanner.peek() !== '}') scanner.expect(',');
    scanner.skipSpace();
  }
  scanner.expect('}');
}

function checkNames(scanner: LineScanner, entries: readonly [string, string][]): void {
  const names = new Set(entries.map(([name]) => name));
  if (!names.has(METRIC_NAME)) throw scanner.fail('the sample has no metric name');
  if (names.size !== entries.length) throw scanner.fail('a label is given twice');
}

function readNumber(scanner: LineScanner, what: string): number {
  const text = scanner.take(TOKEN, what);
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(text)) return NaN;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?0x[0-9a-f]+$/i.test(text)) {
    return text.startsWith('-') ? -Number(text.slice(1)) : Number(text.replace('+', ''));
  }
  throw scanner.fail(`"${text.slice(0, 40)}" is not ${what}`);
}
