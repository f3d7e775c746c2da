import { describe, expect, it } from 'vitest';
import { createEventParser, parseEvent } from './event-stream.ts';

describe('parseEvent', () => {
  it.each([
    ['event: line\ndata: {"a":1}', { id: undefined, event: 'line', data: { a: 1 } }],
    ['id: 7\ndata:"x"', { id: '7', event: 'message', data: 'x' }],
    ['data: [1,\ndata: 2]', { id: undefined, event: 'message', data: [1, 2] }],
    ['event: line\r\ndata: 1', { id: undefined, event: 'line', data: 1 }],
    [': still here', undefined],
    ['retry: 1000', undefined],
    ['', undefined],
  ])('%j', (block, event) => {
    expect(parseEvent(block)).toEqual(event);
  });
});

describe('createEventParser', () => {
  it('gives each event once, wherever the stream is cut', () => {
    const stream =
      'retry: 1000\n\nid: 1\nevent: line\ndata: {"n":1}\n\n: ping\n\nid: 2\ndata: 2\n\n';
    const whole = createEventParser()(stream);
    expect(whole.map(({ id }) => id)).toEqual(['1', '2']);
    for (let at = 0; at <= stream.length; at += 1) {
      const parser = createEventParser();
      expect([...parser(stream.slice(0, at)), ...parser(stream.slice(at))]).toEqual(whole);
    }
  });
});
