import { z } from 'zod';

/** The configuration of a server: the schema of `fairway.yaml` and of its FAIRWAY_… overrides. */
export const Config = z.strictObject({
  /** The one port; 0 takes any free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** The address that the one port listens on; loopback unless told otherwise. */
  host: z.string().default('127.0.0.1'),
  /** The data directory, owner-only. */
  data: z.string().default('.fairway'),
  database: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded') }),
      z.strictObject({ kind: z.literal('external'), url: z.string().min(1) }),
    ])
    .default({ kind: 'embedded' }),
  gitHost: z.strictObject({ kind: z.literal('embedded') }).default({ kind: 'embedded' }),
  ci: z
    .strictObject({
      kind: z.literal('embedded').default('embedded'),
      /** How many jobs run at once. */
      concurrency: z.coerce.number().int().min(1).max(64).default(2),
      timeoutMinutes: z.coerce.number().int().min(1).max(360).default(30),
    })
    .default({ kind: 'embedded', concurrency: 2, timeoutMinutes: 30 }),
  registry: z.strictObject({ kind: z.literal('embedded') }).default({ kind: 'embedded' }),
  cluster: z.strictObject({ kind: z.literal('embedded') }).default({ kind: 'embedded' }),
  scrape: z
    .strictObject({ intervalSeconds: z.coerce.number().int().min(1).max(300).default(15) })
    .default({ intervalSeconds: 15 }),
  log: z
    .strictObject({
      level: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn'),
    })
    .default({ level: 'warn' }),
  /** Serve more than one user although the kernel refuses the sandbox. */
  acceptUnsandboxed: z.union([z.boolean(), z.stringbool()]).default(false),
});

/** A checked configuration with every default filled in. */
export type Config = z.infer<typeof Config>;
