import type { Kysely } from 'kysely';
import type { Database } from '../database/schema.ts';
import type { AuditEntry } from './schema.ts';

/** One thing to record; `detail` never holds a secret. */
export interface AuditRecord {
  actor: string;
  action: string;
  resource: string;
  outcome: AuditEntry['outcome'];
  detail?: Record<string, unknown>;
  address?: string | undefined;
  requestId?: string | undefined;
}

/** The append-only record of every change and every denied attempt. */
export interface AuditLog {
  record(entry: AuditRecord): Promise<void>;
  /** Newest first; `cursor` is the id of the last entry of the page before. */
  page(options: {
    cursor?: string | undefined;
    limit: number;
  }): Promise<{ items: AuditEntry[]; nextCursor: string | null }>;
}

/** The audit log on table `audit_log`, which a trigger keeps append-only. */
export function createAuditLog(db: Kysely<Database>): AuditLog {
  return {
    async record(entry) {
      await db
        .insertInto('audit_log')
        .values({
          actor: entry.actor,
          action: entry.action,
          resource: entry.resource,
          outcome: entry.outcome,
          detail: JSON.stringify(entry.detail ?? {}),
          address: entry.address ?? null,
          request_id: entry.requestId ?? null,
        })
        .execute();
    },
    async page({ cursor, limit }) {
      let query = db
        .selectFrom('audit_log')
        .selectAll()
        .orderBy('id', 'desc')
        .limit(limit + 1);
      if (cursor !== undefined) query = query.where('id', '<', cursor);
      const rows = await query.execute();
      const items = rows.slice(0, limit).map((row) => ({
        id: row.id,
        at: row.at.toISOString(),
        actor: row.actor,
        action: row.action,
        resource: row.resource,
        outcome: row.outcome,
        detail: row.detail,
        address: row.address,
        requestId: row.request_id,
      }));
      return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
    },
  };
}
