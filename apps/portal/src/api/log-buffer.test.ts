import { expect, test } from 'vitest';
import { createLogBuffer } from './log-buffer.ts';

function manual(capacity?: number) {
  const frames: (() => void)[] = [];
  const buffer = createLogBuffer(capacity, (run) => frames.push(run));
  const flush = (): void => {
    for (const run of frames.splice(0)) run();
  };
  return { buffer, frames, flush };
}

test('lines are told about once a frame, and the array stays the same in between', () => {
  const { buffer, frames, flush } = manual();
  let told = 0;
  buffer.subscribe(() => {
    told += 1;
  });
  const before = buffer.lines();
  buffer.push({ text: 'a' });
  buffer.push({ text: 'b', source: 'pod-1' });
  expect(frames).toHaveLength(1);
  expect(buffer.lines()).toBe(before);
  flush();
  expect(told).toBe(1);
  expect(buffer.lines()).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: 'b', source: 'pod-1' },
  ]);
  expect(buffer.lines()).toBe(buffer.lines());
});

test('lines that a resumed stream repeats are dropped', () => {
  const { buffer, flush } = manual();
  for (const number of [1, 2, 2, 1, 3]) buffer.push({ number, text: String(number) });
  flush();
  expect(buffer.lines().map(({ number }) => number)).toEqual([1, 2, 3]);
});

test('only the newest lines are kept, with their numbers', () => {
  const { buffer, flush } = manual(3);
  for (let number = 1; number <= 50; number += 1) buffer.push({ text: 'x' });
  flush();
  expect(buffer.lines().map(({ number }) => number)).toEqual([48, 49, 50]);
});

test('clearing begins again at line 1; who unsubscribed hears nothing', () => {
  const { buffer, flush } = manual();
  let told = 0;
  const forget = buffer.subscribe(() => {
    told += 1;
  });
  buffer.push({ text: 'a' });
  buffer.clear();
  buffer.push({ text: 'b' });
  forget();
  flush();
  expect(buffer.lines()).toEqual([{ number: 1, text: 'b' }]);
  expect(told).toBe(0);
});
