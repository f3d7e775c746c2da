import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerContext } from '../request/context.ts';

/** Serves /openapi/v2 and /openapi/v3; false when there is nothing at that path. */
export function serveOpenApi(
  _context: ServerContext,
  _message: IncomingMessage,
  _response: ServerResponse,
  _segments: readonly string[],
): boolean {
  return false;
}
