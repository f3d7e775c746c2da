import type { Client } from 'pg';
import type { Logger } from '../logger.ts';

/**
 * Keeps one connection that LISTENs on the schema's channel and calls `onRevision` for each
 * batch any server commits. A lost connection is made again with back-off, and `onRevision` is
 * then called once, because notifications may have been missed.
 */
export class RevisionListener {
  readonly #connect: () => Promise<Client>;
  readonly #channel: string;
  readonly #onRevision: (rv: number) => void;
  readonly #logger: Logger;
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: {
    connect: () => Promise<Client>;
    channel: string;
    onRevision: (rv: number) => void;
    logger: Logger;
  }) {
    this.#connect = options.connect;
    this.#channel = options.channel;
    this.#onRevision = options.onRevision;
    this.#logger = options.logger;
  }

  async start(): Promise<void> {
    const client = await this.#connect();
    client.on('notification', (message) => this.#onRevision(Number(message.payload ?? 0)));
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client, undefined));
    this.#client = client;
    await client.query(`listen "${this.#channel}"`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await disconnect(client);
  }

  #lost(client: Client, error: Error | undefined): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#logger.warn({ err: error }, 'kube storage listener lost its connection');
    void disconnect(client);
    this.#retry(100);
  }

  #retry(delay: number): void {
    this.#timer = setTimeout(() => {
      this.start().then(
        () => this.#onRevision(Number.MAX_SAFE_INTEGER),
        (error: unknown) => {
          this.#logger.warn({ err: error }, 'kube storage listener cannot connect');
          if (!this.#closed) this.#retry(Math.min(delay * 2, 5000));
        },
      );
    }, delay);
    this.#timer.unref();
  }
}

/** Ends a connection, be it a client of its own or one borrowed from a pool. */
async function disconnect(client: Client): Promise<void> {
  client.removeAllListeners('notification');
  client.removeAllListeners('end');
  if ('release' in client && typeof client.release === 'function') {
    // A listening connection must not go back into the pool: `true` destroys it.
    client.release(true);
    return;
  }
  await client.end().catch(() => undefined);
}
