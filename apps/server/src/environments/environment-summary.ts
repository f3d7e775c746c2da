import type { KubeObject } from '@fairway/kube';
import { z } from 'zod';
import { environmentName } from '../gitops/names.ts';
import { type EnvironmentSummary, Health, SyncStatus } from './schema.ts';

const Status = z.object({
  status: z.object({
    health: z.object({ status: Health.catch('Unknown') }).optional(),
    sync: z.object({ status: SyncStatus.catch('Unknown') }).optional(),
  }),
});

/** What an environment shows at a glance, from its Application and the live deployment. */
export function environmentSummary(input: {
  project: string;
  environment: string;
  url: string;
  application: KubeObject | undefined;
  live:
    | {
        id: string;
        commit: string;
        digest: string;
        finished_at: Date | null;
        deployed_by: string;
      }
    | undefined;
}): EnvironmentSummary {
  const parsed = Status.safeParse(input.application);
  const { live } = input;
  return {
    name: input.environment,
    url: input.url,
    namespace: environmentName(input.project, input.environment),
    health:
      parsed.data?.status.health?.status ??
      (input.application === undefined ? 'Missing' : 'Unknown'),
    sync: parsed.data?.status.sync?.status ?? 'Unknown',
    release:
      live === undefined
        ? null
        : {
            id: live.id,
            version: live.commit.slice(0, 7),
            commit: live.commit,
            digest: live.digest,
          },
    deployedAt: live?.finished_at?.toISOString() ?? null,
    deployedBy: live?.deployed_by ?? null,
  };
}
