import { formatReference, type ImageReference } from '@fairway/oci';

/** What the host has. */
export interface HostFacts {
  /** e.g. `20.20.2`. */
  readonly nodeVersion: string;
  /** e.g. `3.11.2`; undefined without a Python. */
  readonly pythonVersion: string | undefined;
}

/** What stands in for a base image that no registry gave. */
export type BaseChoice =
  | { readonly kind: 'host' | 'host-node'; readonly substitution: string }
  | { readonly kind: 'python'; readonly version: string; readonly substitution: string }
  | { readonly kind: 'node-package'; readonly major: number; readonly substitution: string }
  | { readonly kind: 'unavailable'; readonly message: string };

const OFFICIAL_HOSTS = new Set([undefined, 'docker.io', 'index.docker.io']);

/**
 * Decides what stands in for an image.
 * @param failure why a registry did not give it; undefined when none was asked
 */
export function chooseBase(
  reference: ImageReference,
  host: HostFacts,
  failure: string | undefined,
): BaseChoice {
  const name = reference.repository.replace(/^library\//, '');
  const asked = formatReference(reference);
  const official = OFFICIAL_HOSTS.has(reference.host) && reference.digest === undefined;
  const tag = reference.tag ?? 'latest';
  if (official && name === 'node') return chooseNode(asked, tag, host);
  if (official && name === 'python') return choosePython(asked, tag, host, failure);
  if (official && (name === 'debian' || name === 'ubuntu')) {
    return {
      kind: 'host',
      substitution: `${asked} was replaced by this machine's own operating system files`,
    };
  }
  return { kind: 'unavailable', message: unavailable(asked, failure) };
}

function chooseNode(asked: string, tag: string, { nodeVersion }: HostFacts): BaseChoice {
  const major = majorOf(nodeVersion);
  const wanted = /^(\d+)(?:\.\d+)*(?:-|$)/.exec(tag)?.[1];
  const onHost = 'on top of its operating system files';
  if (wanted === undefined || Number(wanted) === major) {
    return {
      kind: 'host-node',
      substitution: `${asked} was replaced by this machine's Node.js ${nodeVersion} and npm, ${onHost}`,
    };
  }
  return {
    kind: 'node-package',
    major: Number(wanted),
    substitution: `${asked} was replaced by the newest Node.js ${wanted} from the package node-linux-${process.arch} and this machine's npm, ${onHost}`,
  };
}

function choosePython(
  asked: string,
  tag: string,
  { pythonVersion }: HostFacts,
  failure: string | undefined,
): BaseChoice {
  const wanted = /^(\d+(?:\.\d+)?)/.exec(tag)?.[1] ?? '3';
  const fits = pythonVersion !== undefined && `${pythonVersion}.`.startsWith(`${wanted}.`);
  if (!fits) {
    const has = pythonVersion === undefined ? 'has no Python' : `has Python ${pythonVersion}`;
    return { kind: 'unavailable', message: `${unavailable(asked, failure)}; this machine ${has}` };
  }
  return {
    kind: 'python',
    version: pythonVersion,
    substitution: `${asked} was replaced by this machine's Python ${pythonVersion}, on top of its operating system files`,
  };
}

function majorOf(version: string): number {
  return Number(version.split('.')[0]);
}

function unavailable(asked: string, failure: string | undefined): string {
  const why = failure === undefined ? 'no outside registry is configured' : failure;
  return `The base image ${asked} is not available (${why}): configure a registry that has it, or build on node, python, debian, ubuntu or scratch`;
}
