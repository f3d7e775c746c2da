import {
  type ContentStore,
  type Digest,
  type ImageManifest,
  type ImageReference,
  OciError,
  parseReference,
  pullImage,
  type RegistryClient,
} from '@fairway/oci';

import { BuildError } from '../build-error.ts';
import { BaseCache } from './base-cache.ts';
import { chooseBase, type HostFacts } from './choose-base.ts';
import { findHostNode, hostPythonVersion } from './host-facts.ts';
import { hostBaseEntries, nodeEntries } from './node-layer.ts';
import { fetchNodePackage } from './node-package.ts';

/** A base image in the content store. */
export interface ResolvedBase {
  readonly manifest: ImageManifest;
  readonly digest: Digest;
  /** When it is not what was asked for: what it is instead, and why, in one sentence. */
  readonly substitution?: string;
}

/** Finds the images that Dockerfiles build on. */
export interface BaseImages {
  /**
   * @throws BuildError `base-unavailable` with what to do about it
   */
  resolve(reference: string, signal?: AbortSignal): Promise<ResolvedBase>;
}

/** What {@link createBaseImages} needs. */
export interface BaseImagesOptions {
  readonly store: ContentStore;
  /** Remembers the images made from the host. */
  readonly cacheDir: string;
  /** Opens a registry by its host's name; absent: no outside registry is asked. */
  readonly registry?: (host: string) => RegistryClient | undefined;
  /** The Node that `FROM node:…` gets; `process.execPath`, usually. */
  readonly nodePath: string;
}

/**
 * Base images: from outside registries when they are configured and answer; otherwise `node:…`,
 * `python:…`, `debian:…` and `ubuntu:…` stand on the host's own /usr, and each such substitution
 * is told.
 */
export async function createBaseImages(options: BaseImagesOptions): Promise<BaseImages> {
  const cache = new BaseCache(options.cacheDir, options.store);
  await cache.open();
  let facts: Promise<HostFacts> | undefined;
  return {
    async resolve(reference, signal) {
      const parsed = parseBase(reference);
      const pulled = await pullOutside(options, parsed);
      if (typeof pulled === 'object') return pulled;
      facts ??= readFacts(options.nodePath);
      const choice = chooseBase(parsed, await facts, pulled);
      if (choice.kind === 'unavailable') throw new BuildError('base-unavailable', choice.message);
      const made = await build(options, cache, choice, signal);
      const why = pulled === undefined ? '' : ` (the registry did not give it: ${pulled})`;
      return { ...made, substitution: choice.substitution + why };
    },
  };
}

async function build(
  options: BaseImagesOptions,
  cache: BaseCache,
  choice: Exclude<ReturnType<typeof chooseBase>, { kind: 'unavailable' }>,
  signal: AbortSignal | undefined,
): Promise<{ readonly manifest: ImageManifest; readonly digest: Digest }> {
  switch (choice.kind) {
    case 'host':
      return cache.image({ name: 'host', env: {} }, () => hostBaseEntries());
    case 'python':
      return cache.image({ name: `python-${choice.version}`, env: {} }, () =>
        hostBaseEntries('python3'),
      );
    case 'host-node': {
      const node = await findHostNode(options.nodePath);
      const name = `node-${node.version}-npm-${node.npmVersion}-${node.fingerprint}`;
      return cache.image({ name, env: { NODE_VERSION: node.version } }, () =>
        nodeEntries(node.binary, node.npmDir),
      );
    }
    default: {
      const host = await findHostNode(options.nodePath);
      const node = await fetchNodePackage(choice.major, options.cacheDir, host, signal);
      const name = `node-${node.version}-npm-${host.npmVersion}-package`;
      return cache.image({ name, env: { NODE_VERSION: node.version } }, () =>
        nodeEntries(node.binary, host.npmDir),
      );
    }
  }
}

function parseBase(reference: string): ImageReference {
  try {
    return parseReference(reference);
  } catch (cause) {
    if (cause instanceof OciError)
      throw new BuildError('base-unavailable', cause.message, { cause });
    throw cause;
  }
}

/** The image, or why it was not got from a registry (undefined: none was asked). */
async function pullOutside(
  options: BaseImagesOptions,
  { host, repository, tag, digest }: ImageReference,
): Promise<ResolvedBase | string | undefined> {
  // Docker's names: no host means Docker Hub, one component means its library.
  const client = options.registry?.(host ?? 'docker.io');
  if (client === undefined) return undefined;
  const path =
    host === undefined && !repository.includes('/') ? `library/${repository}` : repository;
  try {
    const reference = digest ?? tag ?? 'latest';
    const pulled = await pullImage({ client, repository: path, reference, store: options.store });
    return { manifest: pulled.manifest, digest: pulled.descriptor.digest };
  } catch (error) {
    if (error instanceof OciError) return error.message;
    throw error;
  }
}

async function readFacts(nodePath: string): Promise<HostFacts> {
  const [node, pythonVersion] = await Promise.all([findHostNode(nodePath), hostPythonVersion()]);
  return { nodeVersion: node.version, pythonVersion };
}
