import { GoError } from '../errors.ts';
import {
  fn,
  type CallContext,
  type FunctionTable,
  type GoFunction,
} from '../values/go-function.ts';
import { GoInt, goInt, goInt64 } from '../values/go-int.ts';
import { GoStruct } from '../values/go-types.ts';
import { text } from './convert.ts';
import { formatDuration, parseDuration, roundDuration } from './duration.ts';
import { formatTime, parseTime } from './go-layout.ts';
import { clockFields, fromDate, fromSeconds, isZone, unixSeconds, type GoTime } from './go-time.ts';

/** "Local" is UTC here: what a chart renders must not depend on the machine that renders it. */
const LOCAL = 'UTC';
const ZERO_TIME: GoTime = { nanoseconds: -62_135_596_800_000_000_000n, zone: 'UTC' };

const times = new WeakMap<GoStruct, GoTime>();

function timeOf(value: unknown): GoTime | undefined {
  return value instanceof GoStruct ? times.get(value) : undefined;
}

/** A time.Time with the methods that templates call. */
function timeValue(time: GoTime): GoStruct {
  const fields = clockFields(time);
  const constant = (value: unknown): GoFunction => fn([], () => value);
  const value = new GoStruct({
    typeName: 'time.Time',
    text: formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST'),
    json: formatTime(time, '2006-01-02T15:04:05.999999999Z07:00'),
    methods: new Map([
      ['Year', constant(goInt(fields.year))],
      ['Day', constant(goInt(fields.day))],
      ['Hour', constant(goInt(fields.hour))],
      ['Minute', constant(goInt(fields.minute))],
      ['Second', constant(goInt(fields.second))],
      ['Nanosecond', constant(goInt(fields.nanosecond))],
      ['YearDay', constant(goInt(fields.yearDay))],
      ['Month', constant(formatTime(time, 'January'))],
      ['Weekday', constant(formatTime(time, 'Monday'))],
      ['Unix', constant(goInt64(unixSeconds(time)))],
      ['UnixNano', constant(goInt64(time.nanoseconds))],
      ['Format', fn(['string'], ([layout]) => formatTime(time, text(layout)))],
      ['UTC', fn([], () => timeValue({ ...time, zone: 'UTC' }))],
      ['String', fn([], () => formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST'))],
    ]),
  });
  times.set(value, time);
  return value;
}

/** The moment that a date argument means; anything but a time or an integer is now. */
function moment(value: unknown, context: CallContext): GoTime {
  const time = timeOf(value);
  if (time !== undefined) return time;
  if (value instanceof GoInt) return fromSeconds(value.value, LOCAL);
  return fromDate(context.now(), LOCAL);
}

function inZone(layout: unknown, value: unknown, zone: string, context: CallContext): string {
  return formatTime({ ...moment(value, context), zone: isZone(zone) ? zone : 'UTC' }, text(layout));
}

function modify(change: unknown, value: unknown): GoStruct {
  const time = timeOf(value) ?? ZERO_TIME;
  return timeValue({ ...time, nanoseconds: time.nanoseconds + parseDuration(text(change)) });
}

function orElse<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof GoError) return otherwise;
    throw error;
  }
}

const dateInZone = fn(['string', 'any', 'string'], ([layout, value, zone], context) =>
  inZone(layout, value, text(zone), context),
);
const dateModify = fn(['string', 'time'], ([change, value]) =>
  orElse<unknown>(() => modify(change, value), value),
);
const mustDateModify = fn(['string', 'time'], ([change, value]) => modify(change, value));

function nanosecondsOf(value: unknown, context: CallContext): bigint {
  if (typeof value === 'string') return orElse(() => parseDuration(value), 0n);
  const time = timeOf(value);
  if (time !== undefined) return fromDate(context.now(), LOCAL).nanoseconds - time.nanoseconds;
  return value instanceof GoInt && value.kind === 'int64' ? value.value : 0n;
}

/** sprig's functions on dates; the local time zone is UTC. */
export const DATE_FUNCTIONS: FunctionTable = {
  now: fn([], (_, context) => timeValue(fromDate(context.now(), LOCAL))),
  date: fn(['string', 'any'], ([layout, value], context) => inZone(layout, value, LOCAL, context)),
  dateInZone,
  date_in_zone: dateInZone,
  dateModify,
  date_modify: dateModify,
  mustDateModify,
  must_date_modify: mustDateModify,
  htmlDate: fn(['any'], ([value], context) => inZone('2006-01-02', value, LOCAL, context)),
  htmlDateInZone: fn(['any', 'string'], ([value, zone], context) =>
    inZone('2006-01-02', value, text(zone), context),
  ),
  toDate: fn(['string', 'string'], ([layout, value]) =>
    timeValue(orElse(() => parseTime(text(layout), text(value)), ZERO_TIME)),
  ),
  mustToDate: fn(['string', 'string'], ([layout, value]) =>
    timeValue(parseTime(text(layout), text(value))),
  ),
  unixEpoch: fn(['time'], ([value]) => unixSeconds(timeOf(value) ?? ZERO_TIME).toString()),
  duration: fn(['any'], ([value]) => {
    if (value instanceof GoInt && value.kind === 'int64')
      return formatDuration(value.value * 1_000_000_000n);
    if (typeof value !== 'string' || !/^[+-]?[0-9]{1,18}$/.test(value)) return '0s';
    return formatDuration(BigInt(value.replace('+', '')) * 1_000_000_000n);
  }),
  durationRound: fn(['any'], ([value], context) => roundDuration(nanosecondsOf(value, context))),
  ago: fn(['any'], ([value], context) => {
    const passed = fromDate(context.now(), LOCAL).nanoseconds - moment(value, context).nanoseconds;
    const seconds = (passed + (passed < 0n ? -500_000_000n : 500_000_000n)) / 1_000_000_000n;
    return formatDuration(seconds * 1_000_000_000n);
  }),
};
