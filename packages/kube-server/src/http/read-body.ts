import type { IncomingMessage } from 'node:http';
import { badRequest, tooLarge, unsupportedMediaType } from '@fairway/kube';
import { parse as parseYaml } from 'yaml';

/** Largest request body, as in kube-apiserver. */
const bodyLimit = 3 * 1024 * 1024;

const maximumDepth = 500;

const jsonTypes = new Set([
  'application/json',
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
]);
const yamlTypes = new Set(['application/yaml', 'application/apply-patch+yaml']);

/** The media type of the body, without parameters; JSON when the request does not say. */
export function mediaType(request: IncomingMessage): string {
  const header = request.headers['content-type'] ?? '';
  return header.split(';')[0]?.trim().toLowerCase() || 'application/json';
}

/** Reads and parses the body; undefined when it is empty. Throws 400, 413 or 415. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return undefined;
  const type = mediaType(request);
  const text = bytes.toString('utf8');
  if (jsonTypes.has(type)) return parseJson(text);
  if (yamlTypes.has(type)) return parseYamlText(text);
  throw unsupportedMediaType(['application/json', 'application/yaml']);
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const limitMessage = `limit is ${bodyLimit}`;
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) throw tooLarge(limitMessage);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > bodyLimit) throw tooLarge(limitMessage);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function parseJson(text: string): unknown {
  if (depthOf(text) > maximumDepth) throw badRequest('the document is nested too deeply');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't parse the request body: ${messageOf(error)}`);
  }
}

function parseYamlText(text: string): unknown {
  // Clients send JSON under the YAML types too; it is much cheaper to parse.
  if (/^\s*\{/.test(text)) {
    try {
      return parseJson(text);
    } catch {
      // Not JSON after all: flow-style YAML begins with a brace as well.
    }
  }
  if (depthOf(text) > maximumDepth) throw badRequest('the document is nested too deeply');
  try {
    return parseYaml(text, { maxAliasCount: 50, schema: 'core' });
  } catch (error) {
    throw badRequest(`error converting YAML to JSON: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

/** How deep brackets nest outside strings: a bound on what recursion over the result needs. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 92) index += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth);
    else if (code === 125 || code === 93) depth -= 1;
  }
  return deepest;
}
