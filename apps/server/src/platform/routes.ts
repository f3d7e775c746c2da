import type { z } from 'zod';
import type { App } from '../http/app.ts';
import * as schema from './schema.ts';

/** What the platform says of itself. */
export function platformRoutes(
  app: App,
  platform: {
    info: z.infer<typeof schema.PlatformInfo>;
    findings(): Promise<z.infer<typeof schema.Finding>[]>;
  },
): void {
  const tags = ['Platform'];
  app.get(
    '/api/v1/platform',
    {
      config: { access: 'public' },
      schema: { tags, operationId: 'getPlatform', response: { 200: schema.PlatformInfo } },
    },
    async () => platform.info,
  );
  app.get(
    '/api/v1/doctor',
    {
      config: { access: { platform: 'platform.read' } },
      schema: { tags, operationId: 'getDoctor', response: { 200: schema.Doctor } },
    },
    async () => ({ findings: await platform.findings() }),
  );
}
