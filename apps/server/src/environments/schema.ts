import { z } from 'zod';

export const Health = z.enum([
  'Healthy',
  'Progressing',
  'Degraded',
  'Suspended',
  'Missing',
  'Unknown',
]);
export const SyncStatus = z.enum(['Synced', 'OutOfSync', 'Unknown']);

export const EnvironmentSummary = z.object({
  name: z.string().describe('dev, staging, prod or preview-<n>'),
  url: z.string(),
  namespace: z.string(),
  health: Health,
  sync: SyncStatus,
  release: z
    .object({
      id: z.string(),
      version: z.string().describe('Short commit'),
      commit: z.string(),
      digest: z.string(),
    })
    .nullable(),
  deployedAt: z.iso.datetime().nullable(),
  deployedBy: z.string().nullable(),
});
export type EnvironmentSummary = z.infer<typeof EnvironmentSummary>;

export const PodSummary = z.object({
  name: z.string(),
  phase: z.string(),
  ready: z.boolean(),
  restarts: z.number().int(),
  reason: z.string().nullable().describe('For example CrashLoopBackOff'),
  message: z.string().nullable(),
  startedAt: z.iso.datetime().nullable(),
});

export const EnvironmentDetail = EnvironmentSummary.extend({
  replicas: z.object({ ready: z.number().int(), desired: z.number().int() }),
  pods: z.array(PodSummary),
  conditions: z.array(z.object({ type: z.string(), message: z.string() })),
});

export const EnvironmentParams = z.object({
  project: z.string().min(1).max(63),
  environment: z.string().regex(/^(?:[a-z][a-z0-9]{0,10}|preview-[0-9]{1,3})$/),
});
