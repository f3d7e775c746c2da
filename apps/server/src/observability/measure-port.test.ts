import { describe, expect, it } from 'vitest';
import { measurePort } from './measure-port.ts';
import { createPlatformMetrics } from './platform-metrics.ts';

class Counter {
  #count = 0;
  readonly host = 'fairway.internal';
  async add(n: number): Promise<number> {
    this.#count += n;
    return this.#count;
  }
  async fail(): Promise<never> {
    throw new TypeError('no');
  }
  url(name: string): string {
    return `http://${this.host}/${name}`;
  }
  async *lines(): AsyncIterable<string> {
    yield 'one';
  }
}

function measured() {
  const observed: unknown[] = [];
  let clock = 0;
  const port = measurePort(
    'counter',
    new Counter(),
    { observe: (...args: unknown[]) => void observed.push(args) },
    () => (clock += 500),
  );
  return { port, observed };
}

describe('measurePort', () => {
  it('times calls by operation and outcome, and hands on values and errors', async () => {
    const { port, observed } = measured();
    expect(await port.add(2)).toBe(2);
    expect(await port.add(3)).toBe(5);
    await expect(port.fail()).rejects.toThrow(TypeError);
    expect(observed).toEqual([
      [{ port: 'counter', operation: 'add', outcome: 'ok' }, 0.5],
      [{ port: 'counter', operation: 'add', outcome: 'ok' }, 0.5],
      [{ port: 'counter', operation: 'fail', outcome: 'error' }, 0.5],
    ]);
  });

  it('leaves properties, texts and streams as they are', async () => {
    const { port, observed } = measured();
    expect(port.host).toBe('fairway.internal');
    expect(port.url('a')).toBe('http://fairway.internal/a');
    const lines: string[] = [];
    for await (const line of port.lines()) lines.push(line);
    expect(lines).toEqual(['one']);
    expect(observed).toEqual([]);
  });

  it('is shown among the platform metrics', async () => {
    const { registry, outsideCalls } = createPlatformMetrics();
    await measurePort('counter', new Counter(), outsideCalls).add(1);
    expect(await registry.metrics()).toContain(
      'fairway_outside_call_duration_seconds_count{port="counter",operation="add",outcome="ok"} 1',
    );
  });
});
