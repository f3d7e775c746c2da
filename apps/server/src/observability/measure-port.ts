import type { Histogram } from 'prom-client';

/** Seconds of calls to what lies outside the control plane. */
export type OutsideCalls = Pick<Histogram<'port' | 'operation' | 'outcome'>, 'observe'>;

/**
 * A port whose asynchronous operations are timed, by name and outcome (`ok` or `error`). What gives
 * no promise, such as a URL or a stream, is handed through.
 */
export function measurePort<Port extends object>(
  name: string,
  port: Port,
  calls: OutsideCalls,
  now: () => number = performance.now.bind(performance),
): Port {
  return new Proxy(port, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || typeof key !== 'string') return value;
      return (...args: unknown[]): unknown => {
        const begun = now();
        const observe = (outcome: 'ok' | 'error'): void => {
          const labels = { port: name, operation: key, outcome };
          calls.observe(labels, (now() - begun) / 1_000);
        };
        const result: unknown = Reflect.apply(value, target, args);
        if (!(result instanceof Promise)) return result;
        return timed(result, observe);
      };
    },
  });
}

async function timed(
  result: Promise<unknown>,
  observe: (outcome: 'ok' | 'error') => void,
): Promise<unknown> {
  try {
    const value = await result;
    observe('ok');
    return value;
  } catch (error) {
    observe('error');
    throw error;
  }
}
