import type { Pool } from 'pg';

/** Create, update or delete. */
export type RevisionOp = 'C' | 'U' | 'D';

/** One row of the log. `text` is the object's JSON without its resourceVersion. */
export interface Revision {
  rv: number;
  key: string;
  op: RevisionOp;
  text: string;
}

/** A row to append; `prev` is the revision it was computed from (ignored for a create). */
export interface RevisionWrite {
  key: string;
  op: RevisionOp;
  prev: number;
  text: string;
}

interface Row {
  rv: string;
  key: string;
  op: RevisionOp;
  obj: string;
}

function toRevision(row: Row): Revision {
  return { rv: Number(row.rv), key: row.key, op: row.op, text: row.obj };
}

/** The append-only revision log in PostgreSQL; it knows keys and text, nothing of objects. */
export class RevisionLog {
  readonly #pool: Pool;
  readonly #schema: string;

  constructor(pool: Pool, schema: string) {
    this.#pool = pool;
    this.#schema = `"${schema}"`;
  }

  /**
   * Appends a batch durably, in one transaction. A row whose head has moved on gets null.
   * No key may occur twice in a batch.
   */
  async append(writes: readonly RevisionWrite[]): Promise<(number | null)[]> {
    const { rows } = await this.#pool.query<{ revision: string | null }>({
      name: `${this.#schema}.append`,
      text: `select revision from ${this.#schema}.append($1::text[], $2::bigint[], $3::text[], $4::text[])`,
      values: [
        writes.map((write) => write.key),
        writes.map((write) => write.prev),
        writes.map((write) => write.op),
        writes.map((write) => write.text),
      ],
    });
    return rows.map((row) => (row.revision === null ? null : Number(row.revision)));
  }

  /** Rows after `rv`, in order, at most `limit` of them. */
  async since(rv: number, limit = 1000): Promise<Revision[]> {
    const { rows } = await this.#pool.query<Row>({
      name: `${this.#schema}.since`,
      text: `select rv, key, op, obj from ${this.#schema}.log where rv > $1 order by rv limit $2`,
      values: [rv, limit],
    });
    return rows.map(toRevision);
  }

  /** The live objects and the revision they are the state of, from one snapshot. */
  async live(): Promise<{ rv: number; revisions: Revision[] }> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin isolation level repeatable read read only');
      const head = await client.query<{ rv: string }>(
        `select greatest((select coalesce(max(rv), 0) from ${this.#schema}.log),
                         (select rv from ${this.#schema}.compaction)) as rv`,
      );
      const { rows } = await client.query<Row>(
        `select l.rv, l.key, l.op, l.obj from ${this.#schema}.log l
         where l.op <> 'D'
           and not exists (select 1 from ${this.#schema}.log n where n.key = l.key and n.prev = l.rv)
         order by l.rv`,
      );
      await client.query('commit');
      return { rv: Number(head.rows[0]?.rv ?? 0), revisions: rows.map(toRevision) };
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /**
   * Deletes rows that were superseded at or before `rv`, and tombstones up to it. The state at
   * `rv` and every later revision stay readable. Returns the number of rows removed.
   */
  async compact(rv: number): Promise<number> {
    const { rowCount } = await this.#pool.query(
      `with mark as (
         update ${this.#schema}.compaction set rv = greatest(rv, $1)
       )
       delete from ${this.#schema}.log l
       where l.rv <= $1
         and (l.op = 'D' or exists (
           select 1 from ${this.#schema}.log n where n.key = l.key and n.prev = l.rv and n.rv <= $1))`,
      [rv],
    );
    return rowCount ?? 0;
  }
}
