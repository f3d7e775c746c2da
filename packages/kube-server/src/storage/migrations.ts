import type { Pool } from 'pg';

/**
 * Numbered and never edited: a change of the schema is a new entry. `$schema` stands for the
 * schema's quoted name.
 */
const migrations: readonly string[] = [
  `create sequence $schema.revision;
   create table $schema.log (
     rv bigint primary key,
     key text not null,
     prev bigint not null,
     op "char" not null check (op in ('C', 'U', 'D')),
     obj text not null,
     unique (key, prev)
   );
   create table $schema.compaction (single boolean primary key default true check (single), rv bigint not null);
   insert into $schema.compaction (rv) values (0);
   -- Writers queue on the advisory lock until commit, so that revisions become visible in order.
   -- A create needs no live head; an update or delete must name the head it was computed from.
   create function $schema.append(keys text[], prevs bigint[], ops text[], objs text[])
     returns table (ord bigint, revision bigint)
     language plpgsql as $body$
   declare
     last bigint;
   begin
     perform pg_advisory_xact_lock(hashtext('$name.append'));
     return query
       with input as (
         select i.key, i.prev, i.op, i.obj, i.ord
         from unnest(keys, prevs, ops, objs) with ordinality as i(key, prev, op, obj, ord)
       ), checked as (
         select i.key, i.op, i.obj, i.ord, coalesce(head.rv, 0) as prev
         from input i
         left join lateral (
           select l.rv, l.op from $schema.log l where l.key = i.key order by l.prev desc limit 1
         ) head on true
         where case when i.op = 'C' then head.rv is null or head.op = 'D' else head.rv = i.prev end
       ), inserted as (
         insert into $schema.log (rv, key, prev, op, obj)
         select nextval('$schema.revision'), c.key, c.prev, c.op::"char", c.obj
         from checked c order by c.ord
         on conflict (key, prev) do nothing
         returning rv, key
       )
       select i.ord, n.rv from input i left join inserted n on n.key = i.key order by i.ord;
     select last_value into last from $schema.revision;
     perform pg_notify('$name', last::text);
   end $body$;`,
];

/** Thrown when the storage schema cannot be used. */
export class StorageSchemaError extends Error {
  override readonly name = 'StorageSchemaError';
  readonly code = 'STORAGE_SCHEMA';
}

/**
 * Brings the schema to the newest version: all missing migrations in one transaction, under an
 * advisory lock, so that servers that start together take turns.
 */
export async function migrate(pool: Pool, schema: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema)) {
    throw new StorageSchemaError(
      `schema name ${JSON.stringify(schema)} is not usable: use lower-case letters, digits and _`,
    );
  }
  const quoted = `"${schema}"`;
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(hashtext($1))', [`${schema}.migrate`]);
    await client.query(`create schema if not exists ${quoted}`);
    await client.query(
      `create table if not exists ${quoted}.migration (number int primary key, applied_at timestamptz not null default now())`,
    );
    const { rows } = await client.query<{ done: number }>(
      `select coalesce(max(number), 0)::int as done from ${quoted}.migration`,
    );
    const done = rows[0]?.done ?? 0;
    if (done > migrations.length) {
      throw new StorageSchemaError(
        `schema ${schema} is at version ${done}, this program knows ${migrations.length}: use a newer one`,
      );
    }
    for (let number = done + 1; number <= migrations.length; number += 1) {
      const sql = migrations[number - 1] ?? '';
      await client.query(sql.replaceAll('$schema', quoted).replaceAll('$name', schema));
      await client.query(`insert into ${quoted}.migration (number) values ($1)`, [number]);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
