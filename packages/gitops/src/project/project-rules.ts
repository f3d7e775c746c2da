import type { KubeObject } from '@fairway/kube';
import type { ApplicationDestination, ApplicationSpec } from '../application/application.ts';
import { isRecord, readArray, readPath, readString } from '../object/read.ts';
import { normalizeRepoUrl } from '../source/repo-url.ts';
import { matchesGlob, type GlobMode } from './glob.ts';

/** The address that stands for the cluster the Applications live in. */
export const inClusterServer = 'https://kubernetes.default.svc';

/** What is wrong with a spec under its project's rules: one sentence each. */
export function projectViolations(
  spec: ApplicationSpec,
  project: KubeObject | undefined,
): readonly string[] {
  if (project === undefined) {
    return [`Application referencing project ${spec.project} which does not exist`];
  }
  const violations: string[] = [];
  const repoURL = spec.source?.repoURL ?? '';
  if (!isSourcePermitted(project, repoURL)) {
    violations.push(`application repo ${repoURL} is not permitted in project '${spec.project}'`);
  }
  if (!isDestinationPermitted(project, spec.destination)) {
    const { server = '', namespace = '' } = spec.destination;
    violations.push(
      `application destination server '${server}' and namespace '${namespace}' do not match any of the allowed destinations in project '${spec.project}'`,
    );
  }
  return violations;
}

/** A pattern in a project: `!x` matches what `x` does not, and `*` alone matches everything. */
function matches(pattern: string, text: string, mode: GlobMode): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('!')) return !matches(pattern.slice(1), text, mode);
  return matchesGlob(pattern, text, mode);
}

function isSourcePermitted(project: KubeObject, repoURL: string): boolean {
  const url = normalizeRepoUrl(repoURL);
  let isAllowed = false;
  for (const entry of readArray(project, 'spec', 'sourceRepos')) {
    if (typeof entry !== 'string') continue;
    const isDenial = entry.startsWith('!');
    const plain = normalizeRepoUrl(isDenial ? entry.slice(1) : entry);
    const matched = matches(isDenial ? `!${plain}` : plain, url, 'path');
    if (!matched && isDenial) return false;
    isAllowed ||= matched;
  }
  return isAllowed;
}

/** Whether a project lets its Applications deploy to a destination. */
export function isDestinationPermitted(
  project: KubeObject,
  destination: ApplicationDestination,
): boolean {
  const wanted = withServer(destination);
  let isAllowed = false;
  for (const entry of readArray(project, 'spec', 'destinations')) {
    const server = readString(entry, 'server');
    const cluster = server ?? readString(entry, 'name') ?? '';
    const namespace = readString(entry, 'namespace') ?? '';
    const actual = (server === undefined ? wanted.name : wanted.server) ?? '';
    const isCluster = matches(cluster, actual, 'any');
    const isNamespace = matches(namespace, wanted.namespace ?? '', 'any');
    if (!isCluster && cluster.startsWith('!') && isNamespace) return false;
    if (!isNamespace && namespace.startsWith('!') && isCluster) return false;
    isAllowed ||= isCluster && isNamespace;
  }
  return isAllowed;
}

function withServer(destination: ApplicationDestination): ApplicationDestination {
  if (destination.name === 'in-cluster') return { ...destination, server: inClusterServer };
  if (destination.server === inClusterServer) return { ...destination, name: 'in-cluster' };
  return destination;
}

/**
 * Whether a project permits a kind: cluster-scoped ones only when whitelisted, namespaced ones
 * unless blacklisted (or not on a whitelist that is there).
 */
export function isKindPermitted(
  project: KubeObject,
  object: { group: string; kind: string; name: string },
  isNamespaced: boolean,
): boolean {
  const scope = isNamespaced ? 'namespace' : 'cluster';
  const whitelist = readPath(project, 'spec', `${scope}ResourceWhitelist`);
  const blacklist = readArray(project, 'spec', `${scope}ResourceBlacklist`);
  const isOn = (list: readonly unknown[]): boolean =>
    list.some((entry) => matchesKind(entry, object));
  if (isOn(blacklist)) return false;
  if (Array.isArray(whitelist)) return isOn(whitelist);
  return isNamespaced;
}

function matchesKind(
  entry: unknown,
  object: { group: string; kind: string; name: string },
): boolean {
  if (!isRecord(entry)) return false;
  return (
    matchesGlob(readString(entry, 'group') ?? '', object.group) &&
    matchesGlob(readString(entry, 'kind') ?? '', object.kind) &&
    matchesGlob(readString(entry, 'name') || '*', object.name)
  );
}

/** The project `default` that every installation begins with: it permits everything. */
export function defaultProject(namespace: string): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
}
