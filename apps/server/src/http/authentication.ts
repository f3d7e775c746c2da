import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditLog } from '../audit/audit-log.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { can, type Subject } from '../policy/can.ts';
import type { Access, OwnedBy } from './access.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; undefined for nobody. */
    subject: Subject | undefined;
    /** The team that owns what the route works on, where its access names one. */
    team: string | undefined;
    /** Whether the access check refused a signed-in caller, also where the reply only says 404. */
    denied: boolean;
    /** Whether the caller may still have what this request asked for; for replies that go on. */
    stillAllowed(): Promise<boolean>;
  }
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyInstance {
    /** Whether this part of the application registers files that anybody may read, and no more. */
    servesPublicFiles: boolean;
  }
}

/** What the access check asks of the rest of the server. */
export interface AccessPorts {
  /** Who sent these headers (a session cookie or a bearer token). */
  authenticate(headers: IncomingHttpHeaders): Promise<Subject | undefined>;
  /** The team that owns a project, timeline, … or undefined when there is none such. */
  owner(kind: OwnedBy, id: string): Promise<string | undefined>;
  audit: AuditLog;
}

/**
 * Checks every route's declared access before its handler runs. A team's things are answered with
 * 404 to those who may not even read them: their names are nobody else's business.
 *
 * @throws Error while routes are registered, when one declares no access.
 */
export function addAccessControl(app: FastifyInstance, ports: AccessPorts): void {
  app.decorateRequest('subject', undefined);
  app.decorateRequest('team', undefined);
  app.decorateRequest('denied', false);
  app.decorateRequest('stillAllowed', function (this: FastifyRequest) {
    return stillAllowed(this, ports);
  });
  app.decorate('servesPublicFiles', false);
  app.addHook('onRoute', function (this: FastifyInstance, route) {
    if (route.config?.access !== undefined) return;
    if (!this.servesPublicFiles) {
      throw new Error(`The route ${String(route.method)} ${route.url} declares no access.`);
    }
    route.config = { ...route.config, access: 'public' };
  });
  app.addHook('onRequest', async (request) => {
    request.subject = await ports.authenticate(request.headers);
    const access = request.routeOptions.config.access;
    if (access === undefined) return;
    refuseForeignOrigin(request, access);
    if (access === 'public') return;
    request.team = await checkAccess(access, request, request.subject, ports);
  });
  app.addHook('onResponse', async (request, reply) => {
    await recordChange(request, reply.statusCode, ports.audit);
  });
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends our cookie (and credentials typed into its own dialog) from any page of the same
 * site, and workloads live on the portal's site: a change must come from the portal's own origin, or
 * carry a bearer token, which no browser sends by itself. Who signs in without a browser names no
 * origin.
 */
function refuseForeignOrigin(request: FastifyRequest, access: Access): void {
  const { origin, authorization, host } = request.headers;
  if (safeMethods.has(request.method) || /^bearer /i.test(authorization ?? '')) return;
  if (origin === undefined && access === 'public') return;
  if (origin !== undefined && URL.canParse(origin) && new URL(origin).host === host) return;
  throw new FairwayError('forbidden', {
    message: 'The request comes from another origin than the portal.',
    remedy: 'Open the portal itself, or send an API token as a bearer token.',
  });
}

async function checkAccess(
  access: Exclude<Access, 'public'>,
  request: FastifyRequest,
  subject: Subject | undefined,
  ports: Pick<AccessPorts, 'owner'>,
): Promise<string | undefined> {
  if (subject === undefined) {
    throw new FairwayError('unauthenticated', {
      message: 'This needs a signed-in person or an API token.',
      remedy: 'Sign in, or run "fairway login".',
    });
  }
  if (access === 'signed-in') return undefined;
  if ('platform' in access) {
    if (can(subject, access.platform)) return undefined;
    request.denied = true;
    throw forbidden(access.platform, 'an administrator of the platform');
  }
  const parameters = request.params as Record<string, string | undefined>;
  const id = parameters[access.of] ?? '';
  const team = await ports.owner(access.of, id);
  if (team === undefined || !can(subject, 'project.read', team)) {
    request.denied = team !== undefined;
    throw new FairwayError('not-found', {
      message: `There is no ${access.of} "${id}" that you can see.`,
      remedy: 'Check the name, or ask its team to add you.',
    });
  }
  if (can(subject, access.team, team)) return team;
  request.denied = true;
  throw forbidden(access.team, `an owner of team "${team}"`);
}

async function stillAllowed(request: FastifyRequest, ports: AccessPorts): Promise<boolean> {
  const access = request.routeOptions.config.access;
  if (access === undefined || access === 'public') return true;
  try {
    await checkAccess(access, request, await ports.authenticate(request.headers), ports);
    return true;
  } catch (error) {
    if (error instanceof FairwayError) return false;
    throw error;
  }
}

function forbidden(permission: string, whom: string): FairwayError {
  return new FairwayError('forbidden', {
    message: `Your roles do not include "${permission}".`,
    remedy: `Ask ${whom}.`,
    data: { permission },
  });
}

async function recordChange(
  request: FastifyRequest,
  status: number,
  audit: AuditLog,
): Promise<void> {
  if (request.routeOptions.url === undefined) return;
  if (safeMethods.has(request.method) && !request.denied) return;
  const denied = request.denied || status === 401 || status === 403;
  await audit.record({
    actor: request.subject?.email ?? 'anonymous',
    action: `${request.method} ${request.routeOptions.url}`,
    resource: request.url.split('?')[0] ?? request.url,
    outcome: denied ? 'denied' : status < 400 ? 'allowed' : 'failed',
    detail: { status },
    address: request.ip,
    requestId: request.id,
  });
}
