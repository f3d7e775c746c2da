import { z } from 'zod';

export const AuditEntry = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string().describe('For example project.create'),
  resource: z.string(),
  outcome: z.enum(['allowed', 'denied', 'failed']),
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  requestId: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditList = z.object({
  items: z.array(AuditEntry),
  nextCursor: z.string().nullable(),
});
export const AuditQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'Not a cursor of an earlier page.')
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
