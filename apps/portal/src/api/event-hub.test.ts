import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEventHub, type HubMessage } from './event-hub.ts';

/** An EventSource whose connection the test holds in its hand. */
class HeldSource extends EventTarget {
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readyState = 0;
  closed = false;
  opens(): void {
    this.readyState = HeldSource.OPEN;
    this.dispatchEvent(new Event('open'));
  }
  breaks(forGood: boolean): void {
    this.readyState = forGood ? HeldSource.CLOSED : 0;
    this.dispatchEvent(new Event('error'));
  }
  close(): void {
    this.closed = true;
    this.readyState = HeldSource.CLOSED;
  }
}

let sources: HeldSource[] = [];
const hub = () =>
  createEventHub(() => {
    const source = new HeldSource();
    sources.push(source);
    return source as unknown as EventSource;
  });

beforeEach(() => {
  sources = [];
  vi.stubGlobal('EventSource', HeldSource);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('all listeners share one stream, which ends with the last of them', () => {
  const events = hub();
  const heard: HubMessage[] = [];
  const first = (message: HubMessage): void => void heard.push(message);
  const second = (message: HubMessage): void => void heard.push(message);
  events.add(first);
  sources[0]?.opens();
  events.add(second);
  expect(sources).toHaveLength(1);
  sources[0]?.dispatchEvent(new MessageEvent('step', { data: '{}' }));
  expect(heard.filter(({ kind }) => kind === 'event')).toHaveLength(2);
  events.remove(first);
  expect(sources[0]?.closed).toBe(false);
  events.remove(second);
  expect(sources[0]?.closed).toBe(true);
});

test('a break is told with its time, and to those who come later; coming back is not fresh', () => {
  const events = hub();
  const heard: HubMessage[] = [];
  events.add((message) => heard.push(message));
  sources[0]?.opens();
  const since = Date.now();
  sources[0]?.breaks(false);
  vi.advanceTimersByTime(3_000);
  sources[0]?.breaks(false);
  const late: HubMessage[] = [];
  events.add((message) => late.push(message));
  expect(late).toEqual([{ kind: 'lost', since }]);
  sources[0]?.opens();
  expect(heard).toEqual([
    { kind: 'open', fresh: true },
    { kind: 'lost', since },
    { kind: 'lost', since },
    { kind: 'open', fresh: false },
  ]);
});

test('a refused stream is opened anew after a while', () => {
  const events = hub();
  const heard: HubMessage[] = [];
  events.add((message) => heard.push(message));
  sources[0]?.breaks(true);
  expect(sources).toHaveLength(1);
  vi.advanceTimersByTime(2_000);
  expect(sources).toHaveLength(2);
  sources[1]?.opens();
  expect(heard.at(-1)).toEqual({ kind: 'open', fresh: false });
});

test('nothing is opened again after the last listener went', () => {
  const events = hub();
  const listener = (): void => undefined;
  events.add(listener);
  sources[0]?.breaks(true);
  events.remove(listener);
  vi.advanceTimersByTime(10_000);
  expect(sources).toHaveLength(1);
});
