import { z } from 'zod';

export const Finding = z.object({
  area: z.string().describe('sandbox, network, database, …'),
  level: z.enum(['ok', 'limited', 'failed']),
  message: z.string(),
});
export const Doctor = z.object({ findings: z.array(Finding) });

export const PlatformInfo = z.object({
  version: z.string(),
  origin: z.string(),
  sandboxed: z.boolean(),
});
