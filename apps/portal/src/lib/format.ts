const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;
const days = 24 * hours;

/** A duration as `48 ms`, `0.4 s`, `3.2 s`, `24 s`, `1 m 12 s`, `2 h 5 m`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 100) return `${Math.round(value)} ms`;
  if (value < 9_950) return `${(value / seconds).toFixed(1)} s`;
  if (value < minutes - 500) return `${Math.round(value / seconds)} s`;
  if (value < hours - 500) return pair(Math.round(value / seconds), 60, 'm', 's');
  if (value < days - 30 * seconds) return pair(Math.round(value / minutes), 60, 'h', 'm');
  return pair(Math.round(value / hours), 24, 'd', 'h');
}

/** A counting clock: whole seconds, so that it changes once a second. */
export function formatClock(ms: number): string {
  const value = Math.max(0, Math.floor(ms / seconds));
  if (value < 60) return `${value} s`;
  return value < 3_600 ? pair(value, 60, 'm', 's') : pair(Math.floor(value / 60), 60, 'h', 'm');
}

function pair(value: number, base: number, big: string, small: string): string {
  const rest = value % base;
  const whole = `${Math.floor(value / base)} ${big}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

/** How long ago, in words: `just now`, `5 minutes ago`, `yesterday`. */
export function formatAgo(at: string, now: number, locale?: string): string {
  const ms = now - Date.parse(at);
  if (Number.isNaN(ms)) return 'unknown';
  if (Math.abs(ms) < 10 * seconds) return 'just now';
  const words = new Intl.RelativeTimeFormat(locale ?? 'en', { numeric: 'auto' });
  const [size, unit] = unitOf(Math.abs(ms));
  return words.format(-Math.round(ms / size), unit);
}

function unitOf(ms: number): [number, Intl.RelativeTimeFormatUnit] {
  if (ms < minutes) return [seconds, 'second'];
  if (ms < hours) return [minutes, 'minute'];
  if (ms < days) return [hours, 'hour'];
  return ms < 30 * days ? [days, 'day'] : [30 * days, 'month'];
}

/** A point in time in full, in the reader's zone. */
export function formatTime(at: string, locale?: string): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return 'unknown';
  return date.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'long' });
}

/** Bytes in binary units: `512 B`, `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A metric with its unit: `1.25 req/s`, `3.4 %`, `12 ms`; `no data` for null. */
export function formatMetric(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'no data';
  if (unit === 'ratio') return `${round(value * 100)} %`;
  if (unit === 's') return value < 1 ? `${round(value * 1_000)} ms` : `${round(value)} s`;
  return `${round(value)} ${unit}`;
}

function round(value: number): string {
  if (value === 0) return '0';
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
