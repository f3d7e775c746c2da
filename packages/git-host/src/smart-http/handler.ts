import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Authorize } from '../authorize.ts';
import { GitHostError } from '../errors.ts';
import type { GitHostLogger } from '../logger.ts';
import { serveByBackend } from './backend.ts';
import { cgiEnvironment } from './cgi-environment.ts';
import type { SmartHttpLimits } from './limits.ts';
import { parseRoute, type GitRoute } from './route.ts';

export interface SmartHttpOptions {
  readonly projectRoot: string;
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly realm: string;
  readonly limits: Required<SmartHttpLimits>;
  readonly authorize: Authorize;
  readonly exists: (repository: string) => boolean;
  /** Called after each push, whether it succeeded or not. */
  readonly pushed: (repository: string) => void;
  readonly logger: GitHostLogger;
  readonly signal: AbortSignal;
}

export type SmartHttpHandler = (
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
) => Promise<void>;

/** Serves git clients: authorize, then git-http-backend(1). Never rejects. */
export function createSmartHttpHandler(options: SmartHttpOptions): SmartHttpHandler {
  let active = 0;
  return async (req, res, path) => {
    if (active >= options.limits.concurrentRequests || options.signal.aborted) {
      refuse(req, res, 503, 'The git host is busy; try again.', { 'retry-after': '5' });
      return;
    }
    active += 1;
    try {
      await serve(options, req, res, path);
    } catch (error) {
      options.logger.error({ err: error }, 'git request failed');
      const fault = error instanceof GitHostError ? error.fault : 'system';
      refuse(req, res, fault === 'user' ? 400 : 500, 'The git host failed to serve this request.');
    } finally {
      active -= 1;
    }
  };
}

async function serve(
  options: SmartHttpOptions,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> {
  const route = parseRoute({
    method: req.method ?? '',
    path,
    contentType: req.headers['content-type'],
  });
  if (route.kind === 'refusal') {
    const allow = route.allow === undefined ? {} : { allow: route.allow };
    refuse(req, res, route.status, route.message, allow);
    return;
  }
  const username = await admit(options, req, res, route);
  if (username !== undefined) await run(options, { req, res, route, username });
}

/** The user's name, or undefined when the request was refused and answered. */
async function admit(
  options: SmartHttpOptions,
  req: IncomingMessage,
  res: ServerResponse,
  route: GitRoute,
): Promise<string | undefined> {
  const { authorization } = req.headers;
  const { remoteAddress } = req.socket;
  const verdict = await options.authorize({
    repository: route.repository,
    action: route.service === 'git-receive-pack' ? 'write' : 'read',
    ...(authorization === undefined ? {} : { authorization }),
    ...(remoteAddress === undefined ? {} : { remoteAddress }),
  });
  if (!verdict.allowed) {
    const challenge =
      verdict.status === 401
        ? { 'www-authenticate': `Basic realm="${options.realm}", charset="UTF-8"` }
        : {};
    refuse(req, res, verdict.status, verdict.message, challenge);
    return undefined;
  }
  if (!options.exists(route.repository)) {
    refuse(req, res, 404, `There is no repository "${route.repository}".`);
    return undefined;
  }
  const length = Number(req.headers['content-length'] ?? 0);
  if (length > options.limits.maxRequestBytes) {
    refuse(req, res, 413, 'The request is larger than this host accepts.');
    return undefined;
  }
  return verdict.username;
}

interface Admitted {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly route: GitRoute;
  readonly username: string;
}

async function run(options: SmartHttpOptions, admitted: Admitted): Promise<void> {
  const { req, res, route, username } = admitted;
  const cgi = cgiEnvironment({
    route,
    projectRoot: options.projectRoot,
    username,
    remoteAddress: req.socket.remoteAddress,
    contentLength: req.headers['content-length'],
    contentEncoding: req.headers['content-encoding'],
    gitProtocol: [req.headers['git-protocol']].flat().join(':'),
  });
  try {
    const outcome = await serveByBackend(req, res, {
      program: options.program,
      env: { ...options.environment, ...cgi },
      limits: options.limits,
      signal: options.signal,
    });
    const fields = { repository: route.repository, endpoint: route.endpoint, ...outcome };
    if (outcome.stopped !== undefined || outcome.status >= 500) {
      options.logger.warn(fields, 'git request did not finish');
    } else options.logger.info(fields, 'git request served');
  } finally {
    if (route.endpoint === 'git-receive-pack') options.pushed(route.repository);
  }
}

/** Answers with plain text, which git shows to its user as "remote: …". */
function refuse(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache',
    ...headers,
  });
  res.end(`${message}\n`);
  req.resume();
}
