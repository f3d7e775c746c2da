/** A moment in a time zone, to the nanosecond. */
export interface GoTime {
  /** Nanoseconds since 1970 in UTC. */
  readonly nanoseconds: bigint;
  /** IANA name, or `UTC`. */
  readonly zone: string;
}

/** The fields of a moment as its zone's clocks show them. */
export interface ClockFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanosecond: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly yearDay: number;
  /** Seconds east of UTC. */
  readonly offset: number;
  readonly abbreviation: string;
}

const MILLION = 1_000_000n;
const BILLION = 1_000_000_000n;

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** True for a time zone that this system knows. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Seconds that a zone's clocks are ahead of UTC at a moment. */
function offsetOf(date: Date, zone: string): number {
  if (zone === 'UTC') return 0;
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  const match = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name ?? '');
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === '-' ? -seconds : seconds;
}

function abbreviationOf(date: Date, zone: string, offset: number): string {
  if (zone === 'UTC') return 'UTC';
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'short' })
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
  if (name !== undefined && /^[A-Z]{2,5}$/.test(name)) return name;
  const minutes = Math.abs(Math.trunc(offset / 60));
  const hours = `${offset < 0 ? '-' : '+'}${String(Math.trunc(minutes / 60)).padStart(2, '0')}`;
  return minutes % 60 === 0 ? hours : hours + String(minutes % 60).padStart(2, '0');
}

/** What the clocks of its zone show at a moment. */
export function clockFields({ nanoseconds, zone }: GoTime): ClockFields {
  const instant = new Date(Number(floorDivide(nanoseconds, MILLION)));
  const offset = offsetOf(instant, zone);
  const local = new Date(instant.getTime() + offset * 1000);
  const startOfYear = Date.UTC(local.getUTCFullYear(), 0, 1);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    nanosecond: Number(((nanoseconds % BILLION) + BILLION) % BILLION),
    weekday: local.getUTCDay(),
    yearDay: Math.floor((local.getTime() - startOfYear) / 86_400_000) + 1,
    offset,
    abbreviation: abbreviationOf(instant, zone, offset),
  };
}

/** The moment of a count of seconds since 1970. */
export function fromSeconds(seconds: bigint, zone: string): GoTime {
  return { nanoseconds: seconds * BILLION, zone };
}

/** The moment of a JavaScript date. */
export function fromDate(date: Date, zone: string): GoTime {
  return { nanoseconds: BigInt(date.getTime()) * MILLION, zone };
}

/** Whole seconds since 1970. */
export function unixSeconds({ nanoseconds }: GoTime): bigint {
  return floorDivide(nanoseconds, BILLION);
}
