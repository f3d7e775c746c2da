import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '@fairway/kube';
import type { Client, Pool } from 'pg';
import type { Logger } from '../logger.ts';
import type { Entry } from '../watch-cache/entry.ts';
import { WatchCache, type CacheChange } from '../watch-cache/watch-cache.ts';
import { GroupCommit } from './group-commit.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { RevisionListener } from './listener.ts';
import { migrate } from './migrations.ts';
import { toStoredText } from './object-text.ts';
import { RevisionCodec } from './revision-codec.ts';
import { RevisionLog, type Revision, type RevisionOp } from './revision-log.ts';
import { formatStorageKey, type StorageKey } from './storage-key.ts';

/** What a write decides once it has seen the present state. */
export type Decision =
  | { op: 'put'; object: KubeObject }
  | { op: 'delete'; object: KubeObject }
  | { op: 'none' };

/** Thrown by `mutate` when other servers won the race for one key again and again. */
export class WriteContentionError extends Error {
  override readonly name = 'WriteContentionError';
  readonly code = 'WRITE_CONTENTION';
}

export interface StoreOptions {
  pool: Pool;
  schema: string;
  listen: () => Promise<Client>;
  secretKey: Buffer | undefined;
  windowCapacity: number;
  compactEveryMs: number;
  logger: Logger;
}

interface PendingWrite {
  key: string;
  op: RevisionOp;
  prev: number;
  text: string;
}

const attempts = 30;

/**
 * Objects in PostgreSQL behind the watch cache: reads never touch the database, a write resolves
 * when it is durable and the cache shows it.
 */
export class Store {
  readonly cache: WatchCache;
  readonly #log: RevisionLog;
  readonly #codec: RevisionCodec;
  readonly #commits: GroupCommit<PendingWrite, Entry | null>;
  readonly #mutex = new KeyedMutex();
  readonly #listener: RevisionListener;
  readonly #logger: Logger;
  #catchingUp: Promise<void> | undefined;
  #compactionTimer: NodeJS.Timeout | undefined;
  #compactNext = 0;
  #committing = false;
  #announced = 0;

  private constructor(options: StoreOptions) {
    this.cache = new WatchCache(options.windowCapacity);
    this.#log = new RevisionLog(options.pool, options.schema);
    this.#codec = new RevisionCodec(options.secretKey);
    this.#commits = new GroupCommit((writes) => this.#commit(writes));
    this.#logger = options.logger;
    this.#listener = new RevisionListener({
      connect: options.listen,
      channel: options.schema,
      onRevision: (rv) => this.#noticed(rv),
      logger: options.logger,
    });
  }

  /** Migrates the schema, loads the live set and begins to follow other servers' writes. */
  static async open(options: StoreOptions): Promise<Store> {
    await migrate(options.pool, options.schema);
    const store = new Store(options);
    const { rv, revisions } = await store.#log.live();
    store.cache.load(
      revisions.map((revision) => store.#codec.decode(revision)),
      rv,
    );
    store.#compactNext = rv;
    await store.#listener.start();
    await store.catchUp();
    store.#compactionTimer = setInterval(
      () => store.#compactPeriodically(),
      options.compactEveryMs,
    );
    store.#compactionTimer.unref();
    return store;
  }

  async close(): Promise<void> {
    clearInterval(this.#compactionTimer);
    await this.#commits.idle();
    await this.#listener.close();
    await this.#catchingUp?.catch(() => undefined);
  }

  /**
   * Writes one object. `decide` sees the present state (undefined: no such object) and is asked
   * again when another server changed it meanwhile; writes to one key take turns. Returns the
   * state after the write (for a delete: the last state), or the present one for `none`.
   */
  async mutate(
    key: StorageKey,
    decide: (current: Entry | undefined) => Promise<Decision> | Decision,
  ): Promise<Entry | undefined> {
    const text = formatStorageKey(key);
    return this.#mutex.run(text, async () => {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const current = this.cache.get(key);
        const decision = await decide(current);
        if (decision.op === 'none') return current;
        const written = await this.#commits.submit({
          key: text,
          op: current === undefined ? 'C' : decision.op === 'delete' ? 'D' : 'U',
          prev: current?.rv ?? 0,
          text: this.#codec.encode(text, toStoredText(decision.object)),
        });
        if (written !== null) return written;
        await this.catchUp();
        // Servers that fight over one key must not stay in step.
        await sleep(Math.random() * attempt * 4);
      }
      throw new WriteContentionError(`${text} was changed by others ${attempts} times in a row`);
    });
  }

  /** Applies what other servers committed. */
  catchUp(): Promise<void> {
    this.#catchingUp ??= this.#readOn().finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  /** Compacts the log up to `rv`, at most up to what is applied. */
  async compact(rv: number): Promise<number> {
    return this.#log.compact(Math.min(rv, this.cache.applied));
  }

  async #commit(writes: PendingWrite[]): Promise<(Entry | null)[]> {
    this.#committing = true;
    try {
      return await this.#append(writes);
    } finally {
      this.#committing = false;
      this.#follow();
    }
  }

  async #append(writes: PendingWrite[]): Promise<(Entry | null)[]> {
    let revisions: (number | null)[];
    try {
      revisions = await this.#log.append(writes);
    } catch (error) {
      // The outcome is unknown: what was committed after all must still reach the cache.
      await this.catchUp().catch(() => undefined);
      throw error;
    }
    const entries = writes.map((write, index) => {
      const rv = revisions[index];
      if (rv === null || rv === undefined) return null;
      return this.#codec.decode({ rv, key: write.key, op: write.op, text: write.text });
    });
    const changes = entries.flatMap((entry, index) =>
      entry === null ? [] : [toChange(entry, writes[index]?.op ?? 'U')],
    );
    const first = changes[0]?.rv;
    if (first !== undefined && first === this.cache.applied + 1) this.cache.apply(changes);
    else if (first !== undefined) await this.#catchUpTo(changes.at(-1)?.rv ?? first);
    return entries;
  }

  async #catchUpTo(rv: number): Promise<void> {
    while (this.cache.applied < rv) await this.catchUp();
  }

  async #readOn(): Promise<void> {
    const limit = 1000;
    let count = limit;
    while (count === limit) {
      const revisions: Revision[] = await this.#log.since(this.cache.applied, limit);
      this.cache.apply(
        revisions.map((revision) => toChange(this.#codec.decode(revision), revision.op)),
      );
      count = revisions.length;
    }
  }

  #noticed(rv: number): void {
    this.#announced = Math.max(this.#announced, rv);
    // A batch of our own is mostly what is announced: it is applied without reading it back.
    if (!this.#committing) this.#follow();
  }

  #follow(): void {
    if (this.#announced <= this.cache.applied) return;
    this.#announced = 0;
    this.catchUp().catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'kube storage cannot follow the log');
    });
  }

  #compactPeriodically(): void {
    const rv = this.#compactNext;
    this.#compactNext = this.cache.applied;
    this.compact(rv).then(
      (rows) => this.#logger.debug({ rv, rows }, 'kube storage compacted'),
      (error: unknown) => this.#logger.warn({ err: error }, 'kube storage compaction failed'),
    );
  }
}

function toChange(entry: Entry, op: RevisionOp): CacheChange {
  return op === 'D' ? { rv: entry.rv, deleted: entry } : { rv: entry.rv, entry };
}
