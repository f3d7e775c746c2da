import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range that the kernel takes outgoing ports from (32768 and up), so that no connection
// takes a granted port before its process listens.
const lowest = 20_000;
const highest = 32_767;

/** Finds ports that nothing listens on and that were not given before. */
export class PortPool {
  readonly #given = new Set<number>();

  /** Marks ports of adopted pods. */
  keep(ports: Iterable<number>): void {
    for (const port of ports) this.#given.add(port);
  }

  release(ports: Iterable<number>): void {
    for (const port of ports) this.#given.delete(port);
  }

  async next(): Promise<number> {
    for (let turn = 0; turn < 2000; turn++) {
      const port = randomInt(lowest, highest + 1);
      if (this.#given.has(port)) continue;
      this.#given.add(port);
      if (await isFree(port)) return port;
      this.#given.delete(port);
    }
    throw new Error(`No port between ${lowest} and ${highest} is free on this machine.`);
  }
}

async function isFree(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
