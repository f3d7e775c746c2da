import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

import { type Digest, digestOfHex, isDigest, parseDigest, sha256 } from './digest.ts';
import { OciError } from './errors.ts';
import { readBody } from './http-exchange.ts';
import type { Descriptor } from './image.ts';
import { MANIFEST_ACCEPT } from './media-types.ts';
import { type ParsedManifest, parseManifest } from './parse-image.ts';
import {
  type RegistryRequest,
  RegistryTransport,
  type TransportOptions,
} from './registry-transport.ts';

/** Options of {@link createRegistryClient}. */
export type RegistryClientOptions = TransportOptions;

/** A manifest as fetched: its bytes are what the digest is of. */
export interface FetchedManifest {
  readonly descriptor: Descriptor;
  readonly bytes: Buffer;
  readonly parsed: ParsedManifest;
}

/** A client of one registry (OCI distribution specification 1.1). */
export interface RegistryClient {
  readonly host: string;
  /**
   * Whether the registry answers `/v2/` and lets us in.
   * @throws OciError `registry-unreachable`, `registry-denied`
   */
  ping(): Promise<void>;
  /**
   * What a tag or digest stands for now.
   * @throws OciError `registry-not-found`, `registry-denied`, `registry-unreachable`, `registry-error`
   */
  resolve(repository: string, reference: string): Promise<Descriptor>;
  /** Fetches a manifest or index by tag or digest; its digest is verified. Throws as `resolve`. */
  getManifest(repository: string, reference: string): Promise<FetchedManifest>;
  hasBlob(repository: string, digest: Digest): Promise<boolean>;
  /** Streams a blob; the stream fails at its end when the bytes are not what the digest says. */
  getBlob(repository: string, digest: Digest): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Pushes a blob unless the repository has it. `open` is called once an attempt.
   * @param mountFrom a repository of the same registry that may have the blob already
   */
  pushBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly size: number },
    open: () => Promise<Readable>,
    mountFrom?: string,
  ): Promise<'exists' | 'mounted' | 'pushed'>;
  /** Pushes a manifest under a tag or its digest. */
  pushManifest(
    repository: string,
    reference: string,
    manifest: { readonly bytes: Uint8Array; readonly mediaType: string },
  ): Promise<Digest>;
  listTags(repository: string): Promise<readonly string[]>;
  deleteManifest(repository: string, reference: string): Promise<void>;
}

const MANIFEST_LIMIT = 8 * 1024 * 1024;

/** A client of the registry at `options.host`. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  return new HttpRegistryClient(new RegistryTransport(options));
}

class HttpRegistryClient implements RegistryClient {
  readonly host: string;
  readonly #transport: RegistryTransport;

  constructor(transport: RegistryTransport) {
    this.host = transport.host;
    this.#transport = transport;
  }

  async ping(): Promise<void> {
    const answer = await this.#ask(
      { method: 'GET', path: '/v2/', scope: [] },
      [200],
      'Asking for the registry',
    );
    answer.resume();
  }

  async resolve(repository: string, reference: string): Promise<Descriptor> {
    const request = manifestRequest('HEAD', repository, reference);
    const answer = await this.#ask(request, [200], `Looking up ${repository}:${reference}`);
    answer.resume();
    const digest = answer.headers['docker-content-digest'];
    const size = Number(answer.headers['content-length']);
    const mediaType = contentType(answer);
    if (
      typeof digest === 'string' &&
      isDigest(digest) &&
      Number.isSafeInteger(size) &&
      mediaType !== undefined
    ) {
      return { mediaType, digest, size };
    }
    return (await this.getManifest(repository, reference)).descriptor;
  }

  async getManifest(repository: string, reference: string): Promise<FetchedManifest> {
    const request = manifestRequest('GET', repository, reference);
    const answer = await this.#ask(
      request,
      [200],
      `Getting the manifest ${repository}:${reference}`,
    );
    const bytes = await readBody(answer, MANIFEST_LIMIT);
    const digest = sha256(bytes);
    const expected = isDigest(reference) ? reference : answer.headers['docker-content-digest'];
    if (typeof expected === 'string' && isDigest(expected) && expected !== digest) {
      throw new OciError(
        'digest-mismatch',
        `The manifest of ${repository}:${reference} is ${digest}, not ${expected}`,
      );
    }
    const parsed = parseManifest(bytes, contentType(answer));
    return {
      descriptor: { mediaType: parsed.mediaType, digest, size: bytes.length },
      bytes,
      parsed,
    };
  }

  async hasBlob(repository: string, digest: Digest): Promise<boolean> {
    const path = `/v2/${repository}/blobs/${digest}`;
    const request: RegistryRequest = { method: 'HEAD', path, scope: pull(repository) };
    const answer = await this.#ask(request, [200, 404], `Looking for blob ${digest}`);
    answer.resume();
    return answer.statusCode === 200;
  }

  async getBlob(repository: string, digest: Digest): Promise<AsyncIterable<Uint8Array>> {
    const path = `/v2/${repository}/blobs/${digest}`;
    const request: RegistryRequest = { method: 'GET', path, scope: pull(repository) };
    const answer = await this.#ask(request, [200], `Getting blob ${digest} of ${repository}`);
    return verifiedBlob(answer, digest, this.host);
  }

  async pushBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly size: number },
    open: () => Promise<Readable>,
    mountFrom?: string,
  ): Promise<'exists' | 'mounted' | 'pushed'> {
    if (await this.hasBlob(repository, blob.digest)) return 'exists';
    const query =
      mountFrom === undefined
        ? ''
        : `?${new URLSearchParams({ mount: blob.digest, from: mountFrom }).toString()}`;
    const scope = [...push(repository), ...(mountFrom === undefined ? [] : pull(mountFrom))];
    const start = await this.#ask(
      {
        method: 'POST',
        path: `/v2/${repository}/blobs/uploads/${query}`,
        headers: { 'content-length': '0' },
        scope,
      },
      [201, 202],
      `Starting the upload of ${blob.digest} to ${repository}`,
    );
    start.resume();
    if (start.statusCode === 201) return 'mounted';
    const finished = await this.#ask(
      {
        method: 'PUT',
        path: withDigest(start.headers.location, blob.digest),
        headers: {
          'content-type': 'application/octet-stream',
          'content-length': String(blob.size),
        },
        body: open,
        scope: push(repository),
      },
      [201, 204],
      `Uploading ${blob.digest} to ${repository}`,
    );
    finished.resume();
    return 'pushed';
  }

  async pushManifest(
    repository: string,
    reference: string,
    manifest: { readonly bytes: Uint8Array; readonly mediaType: string },
  ): Promise<Digest> {
    const answer = await this.#ask(
      {
        method: 'PUT',
        path: `/v2/${repository}/manifests/${reference}`,
        headers: { 'content-type': manifest.mediaType },
        body: manifest.bytes,
        scope: push(repository),
      },
      [201],
      `Pushing the manifest ${repository}:${reference}`,
    );
    answer.resume();
    const digest = sha256(manifest.bytes);
    const told = answer.headers['docker-content-digest'];
    if (typeof told === 'string' && told !== digest) {
      throw new OciError(
        'digest-mismatch',
        `${this.host} stored the manifest as ${told}, not ${digest}`,
      );
    }
    return digest;
  }

  async listTags(repository: string): Promise<readonly string[]> {
    const tags: string[] = [];
    let path: string | undefined = `/v2/${repository}/tags/list?n=1000`;
    while (path !== undefined) {
      const request: RegistryRequest = { method: 'GET', path, scope: pull(repository) };
      const answer: IncomingMessage = await this.#ask(
        request,
        [200],
        `Listing the tags of ${repository}`,
      );
      const body: { tags?: unknown } = JSON.parse(
        (await readBody(answer, MANIFEST_LIMIT)).toString('utf8'),
      );
      const page = Array.isArray(body.tags) ? body.tags : [];
      for (const tag of page) if (typeof tag === 'string') tags.push(tag);
      const next: string | undefined = /<([^>]+)>;\s*rel="?next/.exec(
        String(answer.headers['link'] ?? ''),
      )?.[1];
      path = page.length > 0 ? next : undefined;
    }
    return tags;
  }

  async deleteManifest(repository: string, reference: string): Promise<void> {
    const path = `/v2/${repository}/manifests/${reference}`;
    const scope = [`repository:${repository}:delete`];
    const answer = await this.#ask(
      { method: 'DELETE', path, scope },
      [202, 404],
      `Deleting ${repository}:${reference}`,
    );
    answer.resume();
  }

  async #ask(
    request: RegistryRequest,
    expected: readonly number[],
    what: string,
  ): Promise<IncomingMessage> {
    const answer = await this.#transport.send(request);
    if (expected.includes(answer.statusCode ?? 0)) return answer;
    throw await this.#transport.failure(answer, what);
  }
}

function pull(repository: string): string[] {
  return [`repository:${repository}:pull`];
}

function push(repository: string): string[] {
  return [`repository:${repository}:pull,push`];
}

function manifestRequest(
  method: 'GET' | 'HEAD',
  repository: string,
  reference: string,
): RegistryRequest {
  return {
    method,
    path: `/v2/${repository}/manifests/${reference}`,
    headers: { accept: MANIFEST_ACCEPT },
    scope: pull(repository),
  };
}

function contentType(answer: IncomingMessage): string | undefined {
  return answer.headers['content-type']?.split(';')[0]?.trim();
}

function withDigest(location: string | undefined, digest: Digest): string {
  if (location === undefined) {
    throw new OciError(
      'registry-error',
      'The registry started an upload, but did not say where it goes',
    );
  }
  return `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(parseDigest(digest))}`;
}

async function* verifiedBlob(
  answer: IncomingMessage,
  digest: Digest,
  host: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of answer) {
    const bytes: Buffer = chunk;
    hash.update(bytes);
    yield bytes;
  }
  const found = digestOfHex(hash.digest('hex'));
  if (found !== digest) {
    throw new OciError('digest-mismatch', `${host} sent ${found} when asked for ${digest}`);
  }
}
