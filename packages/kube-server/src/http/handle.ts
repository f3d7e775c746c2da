import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  badRequest,
  internalError,
  methodNotAllowed,
  StatusError,
  unauthorized,
  unavailable,
  unknownPath,
} from '@fairway/kube';
import { serveOther } from '../discovery/serve-other.ts';
import { authorisePath } from '../request/authorise.ts';
import type { ServerContext } from '../request/context.ts';
import { execute } from '../request/execute.ts';
import { parsePath, type ResourcePath } from '../request/parse-path.ts';
import { WriteContentionError } from '../storage/store.ts';
import type { UserInfo } from '../user-info.ts';
import { negotiate } from './accept.ts';
import { impersonated } from './impersonate.ts';
import { sendFailure, sendResult, sendStream } from './respond.ts';
import { sendWatch } from './send-watch.ts';
import { toRequest } from './to-request.ts';

/** Finds out who asks; undefined means nobody that is known (401). */
export type Authenticate = (request: IncomingMessage) => Promise<UserInfo | undefined>;

/** The HTTP door: any failure is answered with a Status, none reaches the caller. */
export async function handleHttp(
  context: ServerContext,
  authenticate: Authenticate,
  message: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  try {
    await serve(context, authenticate, message, response, path);
  } catch (error) {
    const failure = toStatusError(context, error);
    if (response.headersSent) response.destroy();
    else sendFailure(response, failure);
    // A body that was not read would be taken for the connection's next request.
    if (!message.complete) message.resume();
  }
}

function toStatusError(context: ServerContext, error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  if (error instanceof WriteContentionError) return unavailable(error.message, error);
  context.logger.error({ err: error }, 'kube request failed');
  return internalError('the request failed; the server log has the cause', error);
}

async function serve(
  context: ServerContext,
  authenticate: Authenticate,
  message: IncomingMessage,
  response: ServerResponse,
  url: string,
): Promise<void> {
  const known = await authenticate(message);
  if (known === undefined) throw unauthorized();
  const user = impersonated(context, known, message.headers);
  const mark = url.indexOf('?');
  const pathText = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const path = parsePath(pathText);
  if (path === undefined) throw badRequest('the path is malformed');
  if (path.type === 'resource') {
    await serveResource(context, message, response, path, query, user);
    return;
  }
  if (message.method !== 'GET' && message.method !== 'HEAD') {
    throw methodNotAllowed({ group: '', resource: pathText }, message.method ?? '');
  }
  authorisePath(context, user, `/${path.segments.join('/')}`);
  if (!serveOther(context, message, response, path.segments, query)) throw unknownPath();
}

async function serveResource(
  context: ServerContext,
  message: IncomingMessage,
  response: ServerResponse,
  path: ResourcePath,
  query: URLSearchParams,
  user: UserInfo,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const representation = negotiate(path.subresource === 'log' ? '*/*' : message.headers.accept);
  const request = await toRequest(context, message, path, query, user, gone.signal);
  const result = await execute(context, request);
  switch (result.type) {
    case 'watch':
      return sendWatch(context, request, response, result, representation);
    case 'bytes':
      return sendStream(message, response, result.contentType, result.bytes);
    default:
      sendResult(context, request, response, result, representation);
  }
}
