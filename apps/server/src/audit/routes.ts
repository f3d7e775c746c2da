import type { App } from '../http/app.ts';
import type { AuditLog } from './audit-log.ts';
import * as schema from './schema.ts';

/** The audit log, for those who may read it. */
export function auditRoutes(app: App, audit: AuditLog): void {
  app.get(
    '/api/v1/audit',
    {
      config: { access: { platform: 'audit.read' } },
      schema: {
        tags: ['Audit'],
        operationId: 'listAudit',
        querystring: schema.AuditQuery,
        response: { 200: schema.AuditList },
      },
    },
    (request) => audit.page(request.query),
  );
}
