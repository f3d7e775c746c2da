import { GoError } from '../errors.ts';
import { clockFields, type ClockFields, type GoTime } from './go-time.ts';

/*
 * Go's layouts show how the moment "Mon Jan 2 15:04:05 2006 MST" would be written.
 */

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const DAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|_2006|__2|002|01|02|03|04|05|06|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07|15|PM|pm|[.,](?:0+|9+)(?![0-9])|_2|1|2|3|4|5/g;

/** A part of a layout: literal text, or an element of the reference moment. */
type Part = { readonly literal: string } | { readonly element: string };

function split(layout: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of layout.matchAll(ELEMENT)) {
    const [element] = match;
    // A fraction only counts right after seconds; a lone ".000" is literal.
    const afterSeconds = layout.slice(0, match.index).endsWith('5');
    if (/^[.,]/.test(element) && !afterSeconds && !/0$|9$/.test(element)) continue;
    if (match.index > at) parts.push({ literal: layout.slice(at, match.index) });
    if (element === '_2006') parts.push({ literal: '_' }, { element: '2006' });
    else parts.push({ element });
    at = match.index + element.length;
  }
  if (at < layout.length) parts.push({ literal: layout.slice(at) });
  return parts;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function zoneOffset(element: string, offset: number): string {
  if (element.startsWith('Z') && offset === 0) return 'Z';
  const total = Math.abs(offset);
  const parts = [two(Math.trunc(total / 3600)), two(Math.trunc(total / 60) % 60), two(total % 60)];
  const count = element.replaceAll(/[^0-9]/g, '').length / 2;
  const separator = element.includes(':') ? ':' : '';
  return (offset < 0 ? '-' : '+') + parts.slice(0, count).join(separator);
}

function fraction(element: string, nanosecond: number): string {
  const digits = String(nanosecond)
    .padStart(9, '0')
    .slice(0, element.length - 1);
  if (element.charAt(1) === '0') return element.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, '');
  return trimmed === '' ? '' : element.charAt(0) + trimmed;
}

const WRITERS: Readonly<Record<string, (fields: ClockFields) => string>> = {
  January: ({ month }) => MONTHS[month - 1] ?? '',
  Jan: ({ month }) => (MONTHS[month - 1] ?? '').slice(0, 3),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  MST: ({ abbreviation }) => abbreviation,
  '2006': ({ year }) =>
    year < 0 ? `-${String(-year).padStart(4, '0')}` : String(year).padStart(4, '0'),
  '06': ({ year }) => two(((year % 100) + 100) % 100),
  '01': ({ month }) => two(month),
  '1': ({ month }) => String(month),
  '02': ({ day }) => two(day),
  _2: ({ day }) => String(day).padStart(2, ' '),
  '2': ({ day }) => String(day),
  '002': ({ yearDay }) => String(yearDay).padStart(3, '0'),
  __2: ({ yearDay }) => String(yearDay).padStart(3, ' '),
  '15': ({ hour }) => two(hour),
  '03': ({ hour }) => two(hour % 12 || 12),
  '3': ({ hour }) => String(hour % 12 || 12),
  '04': ({ minute }) => two(minute),
  '4': ({ minute }) => String(minute),
  '05': ({ second }) => two(second),
  '5': ({ second }) => String(second),
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

/** time.Format. */
export function formatTime(time: GoTime, layout: string): string {
  const fields = clockFields(time);
  return split(layout)
    .map((part) => {
      if ('literal' in part) return part.literal;
      const { element } = part;
      if (/^[-Z]/.test(element)) return zoneOffset(element, fields.offset);
      if (/^[.,]/.test(element)) return fraction(element, fields.nanosecond);
      return WRITERS[element]?.(fields) ?? element;
    })
    .join('');
}

/** What a layout's element may look like in a text, and the field that it sets. */
const READERS: Readonly<Record<string, readonly [RegExp, string]>> = {
  January: [new RegExp(`^(?:${MONTHS.join('|')})`, 'i'), 'monthName'],
  Jan: [new RegExp(`^(?:${MONTHS.map((name) => name.slice(0, 3)).join('|')})`, 'i'), 'monthName'],
  Monday: [new RegExp(`^(?:${DAYS.join('|')})`, 'i'), 'weekday'],
  Mon: [new RegExp(`^(?:${DAYS.map((name) => name.slice(0, 3)).join('|')})`, 'i'), 'weekday'],
  MST: [/^(?:UTC|[A-Z]{3,4}|[+-]\d\d)/, 'zone'],
  '2006': [/^\d{4}/, 'year'],
  '06': [/^\d\d/, 'shortYear'],
  '01': [/^\d\d/, 'month'],
  '1': [/^\d\d?/, 'month'],
  '02': [/^\d\d/, 'day'],
  _2: [/^ ?\d\d?/, 'day'],
  '2': [/^\d\d?/, 'day'],
  '15': [/^\d\d/, 'hour'],
  '03': [/^\d\d/, 'hour12'],
  '3': [/^\d\d?/, 'hour12'],
  '04': [/^\d\d/, 'minute'],
  '4': [/^\d\d?/, 'minute'],
  '05': [/^\d\d/, 'second'],
  '5': [/^\d\d?/, 'second'],
  PM: [/^(?:AM|PM)/, 'half'],
  pm: [/^(?:am|pm)/, 'half'],
};

function readerOf(element: string): readonly [RegExp, string] | undefined {
  if (element.startsWith('Z')) return [/^(?:Z|[+-]\d\d:?(?:\d\d)?(?::?\d\d)?)/, 'offset'];
  if (element.startsWith('-')) return [/^[+-]\d\d:?(?:\d\d)?(?::?\d\d)?/, 'offset'];
  if (/^[.,]0/.test(element)) return [new RegExp(`^[.,]\\d{${element.length - 1}}`), 'fraction'];
  if (/^[.,]9/.test(element)) return [/^(?:[.,]\d+)?/, 'fraction'];
  return READERS[element];
}

function offsetSeconds(text: string | undefined): number {
  const match = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(text ?? '');
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

function yearOf(found: ReadonlyMap<string, string>): number {
  const short = found.get('shortYear');
  if (short === undefined) return Number(found.get('year') ?? 0);
  return Number(short) >= 69 ? 1900 + Number(short) : 2000 + Number(short);
}

function hourOf(found: ReadonlyMap<string, string>): number {
  const twelve = found.get('hour12');
  const half = found.get('half')?.toLowerCase();
  const hour = Number(twelve ?? found.get('hour') ?? 0);
  if (half === 'pm' && hour < 12) return hour + 12;
  return half === 'am' && hour === 12 ? 0 : hour;
}

function build(found: ReadonlyMap<string, string>, fail: (problem: string) => never): GoTime {
  const name = found.get('monthName')?.slice(0, 3).toLowerCase();
  const month =
    name === undefined
      ? Number(found.get('month') ?? 1)
      : MONTHS.findIndex((candidate) => candidate.toLowerCase().startsWith(name)) + 1;
  const year = yearOf(found);
  const day = Number(found.get('day') ?? 1);
  if (month < 1 || month > 12) fail(': month out of range');
  const hour = hourOf(found);
  const minute = Number(found.get('minute') ?? 0);
  const second = Number(found.get('second') ?? 0);
  if (hour > 23) fail(': hour out of range');
  if (minute > 59) fail(': minute out of range');
  if (second > 59) fail(': second out of range');
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCDate() !== day) fail(': day out of range');
  const fractionDigits = (found.get('fraction') ?? '').slice(1, 10).padEnd(9, '0');
  const seconds = BigInt(Math.floor(date.getTime() / 1000) - offsetSeconds(found.get('offset')));
  return { nanoseconds: seconds * 1_000_000_000n + BigInt(fractionDigits), zone: 'UTC' };
}

/**
 * time.Parse in UTC.
 * @throws GoError with Go's message
 */
export function parseTime(layout: string, text: string): GoTime {
  const fail = (problem: string): never => {
    throw new GoError(`parsing time ${JSON.stringify(text)}${problem}`);
  };
  const as = ` as ${JSON.stringify(layout)}: `;
  const found = new Map<string, string>();
  let rest = text;
  for (const part of split(layout)) {
    if ('literal' in part) {
      if (!rest.startsWith(part.literal)) {
        fail(`${as}cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part.literal)}`);
      }
      rest = rest.slice(part.literal.length);
      continue;
    }
    const reader = readerOf(part.element);
    const match = reader?.[0].exec(rest);
    if (reader === undefined || match === null || match === undefined) {
      return fail(`${as}cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part.element)}`);
    }
    found.set(reader[1], match[0].trim());
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') fail(`: extra text: ${JSON.stringify(rest)}`);
  return build(found, fail);
}
