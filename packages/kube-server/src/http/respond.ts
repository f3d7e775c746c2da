import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatApiVersion, type StatusError } from '@fairway/kube';
import { stringify as stringifyYaml } from 'yaml';
import type { ApiRequest, ApiResult, ListMeta, View } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { toServedJson } from '../storage/object-text.ts';
import { toPartial } from '../tables/partial-metadata.ts';
import { toTable } from '../tables/table.ts';
import type { Representation } from './accept.ts';

/** Sends a JSON (or YAML) document. */
export function sendDocument(
  response: ServerResponse,
  code: number,
  document: unknown,
  format: 'json' | 'yaml' = 'json',
): void {
  const text = format === 'yaml' ? stringifyYaml(document) : `${JSON.stringify(document)}\n`;
  sendBytes(response, code, Buffer.from(text), `application/${format}`);
}

/** Sends bytes that are already in their final form. */
export function sendBytes(
  response: ServerResponse,
  code: number,
  bytes: Buffer,
  contentType: string,
): void {
  response.writeHead(code, {
    'Content-Type': contentType,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-cache, private',
  });
  response.end(bytes);
}

/** Sends a failure as a Status. */
export function sendFailure(response: ServerResponse, error: StatusError): void {
  const retry = error.status.details?.retryAfterSeconds;
  if (retry !== undefined) response.setHeader('Retry-After', String(retry));
  sendDocument(response, error.code, error.status);
}

/** Sends an object or a list in the representation that was negotiated. */
export function sendResult(
  context: ServerContext,
  request: ApiRequest,
  response: ServerResponse,
  result: Extract<ApiResult, { type: 'object' | 'list' }>,
  representation: Representation,
): void {
  for (const warning of request.warnings) {
    response.appendHeader('Warning', `299 - ${JSON.stringify(warning)}`);
  }
  if (result.type === 'object') sendObject(context, request, response, result, representation);
  else sendList(context, request, response, result, representation);
}

function sendObject(
  context: ServerContext,
  request: ApiRequest,
  response: ServerResponse,
  result: { code: number; view: View },
  { as, format }: Representation,
): void {
  const { view, code } = result;
  const isOwnKind = view.object.kind === request.resource.kind;
  if (as === 'Table' && isOwnKind) {
    const table = toTable(
      request,
      [view],
      { resourceVersion: view.object.metadata.resourceVersion ?? '' },
      context.now(),
    );
    sendDocument(response, code, table, format);
  } else if (as === 'PartialObjectMetadata' && isOwnKind) {
    sendDocument(response, code, toPartial(view.object), format);
  } else if (format === 'json' && view.json !== undefined) {
    sendBytes(response, code, view.json, 'application/json');
  } else sendDocument(response, code, view.object, format);
}

function sendList(
  context: ServerContext,
  request: ApiRequest,
  response: ServerResponse,
  result: { views: View[]; metadata: ListMeta },
  { as, format }: Representation,
): void {
  const { views, metadata } = result;
  const { resource } = request;
  if (as === 'Table') {
    sendDocument(response, 200, toTable(request, views, metadata, context.now()), format);
  } else if (as === 'PartialObjectMetadata') {
    const items = views.map((view) => toPartial(view.object));
    const kind = 'PartialObjectMetadataList';
    sendDocument(response, 200, { kind, apiVersion: 'meta.k8s.io/v1', metadata, items }, format);
  } else if (format === 'yaml') {
    const items = views.map((view) => view.object);
    const apiVersion = formatApiVersion(resource);
    sendDocument(response, 200, { kind: resource.listKind, apiVersion, metadata, items }, format);
  } else {
    sendBytes(response, 200, listBytes(request, views, metadata), 'application/json');
  }
}

/** A list made of the objects' kept bytes, without serialising them again. */
function listBytes(request: ApiRequest, views: View[], metadata: ListMeta): Buffer {
  const { resource } = request;
  const head = JSON.stringify({
    kind: resource.listKind,
    apiVersion: formatApiVersion(resource),
    metadata,
  });
  const parts: Buffer[] = [Buffer.from(`${head.slice(0, -1)},"items":[`)];
  views.forEach((view, index) => {
    if (index > 0) parts.push(comma);
    parts.push(view.json ?? toServedJson(view.object));
  });
  parts.push(tail);
  return Buffer.concat(parts);
}

const comma = Buffer.from(',');
const tail = Buffer.from(']}\n');

/** Sends bytes as they come; ends early when the client has gone. */
export async function sendStream(
  message: IncomingMessage,
  response: ServerResponse,
  contentType: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-cache, private' });
  response.flushHeaders();
  for await (const chunk of bytes) {
    if (message.destroyed && response.destroyed) break;
    if (!response.write(chunk)) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
    if (response.destroyed) break;
  }
  response.end();
}
