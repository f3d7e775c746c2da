import { z } from 'zod';

export const Deployment = z.object({
  id: z.string(),
  environment: z.string(),
  state: z.enum(['running', 'live', 'failed', 'superseded']),
  release: z.object({
    id: z.string(),
    version: z.string(),
    commit: z.string(),
    digest: z.string(),
    message: z.string().describe('First line of the commit message'),
  }),
  timelineId: z.string(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  deployedBy: z.string(),
});
export type Deployment = z.infer<typeof Deployment>;

export const DeploymentList = z.object({ items: z.array(Deployment) });
