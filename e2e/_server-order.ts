import { z } from 'zod';

/** A step, and the side of its effect at which a server kills itself. */
export const CrashPoint = z.object({ step: z.string(), moment: z.enum(['before', 'after']) });
export type CrashPoint = z.infer<typeof CrashPoint>;

/** What a server process is told to start. */
export const ServerOrder = z.object({
  data: z.string(),
  port: z.number().default(0),
  crash: CrashPoint.optional(),
});
export type ServerOrder = z.infer<typeof ServerOrder>;

/** What it tells when it answers. */
export const ServerReady = z.object({ origin: z.string(), port: z.number() });
export type ServerReady = z.infer<typeof ServerReady>;
