import type { KubeObject } from '@fairway/kube';
import type { Application, ApplicationSpec } from '../application/application.ts';
import { readSpec } from '../application/read-spec.ts';
import { compareResources, ignoredOf, type Comparison } from '../diff/compare-resources.ts';
import { GitOpsError, messageOf } from '../errors.ts';
import { groupOf, keyOf, sameKey, versionOf, type ResourceKey } from '../object/resource-key.ts';
import {
  isDestinationPermitted,
  isKindPermitted,
  projectViolations,
} from '../project/project-rules.ts';
import type { WatchedKind } from '../cluster/cluster.ts';
import {
  loadDesired,
  resolveRevision,
  type DesiredState,
  type RefreshLevel,
} from './desired-state.ts';
import { projectOf, type Destination, type EngineContext } from './engine-context.ts';

/** All that the next decision about an Application is made from. */
export interface Observation {
  application: Application;
  /** Absent when the spec itself is wrong; then `specErrors` says why. */
  spec?: ApplicationSpec;
  specErrors: readonly string[];
  project?: KubeObject;
  destination?: Destination;
  /** The commit the source means now, when it could be found out. */
  revision?: string;
  desired?: DesiredState;
  comparison?: Comparison;
  /** Why there is no comparison. */
  comparisonError?: string;
  /** The repository did not answer, for less than the grace period: nothing is known anew. */
  isRepositoryAway: boolean;
}

const graceMs = 180_000;

/** Looks at git and at the cluster. Whatever is wrong with them becomes part of the observation. */
export async function observe(
  context: EngineContext,
  application: Application,
  level: RefreshLevel,
): Promise<Observation> {
  const base = { application, specErrors: [], isRepositoryAway: false };
  let spec: ApplicationSpec;
  try {
    spec = readSpec(application);
  } catch (error) {
    if (!(error instanceof GitOpsError)) throw error;
    return { ...base, specErrors: [error.message] };
  }
  const project = projectOf(context, spec.project);
  const destination = context.destinationOf(spec.destination);
  const specErrors = [...projectViolations(spec, project)];
  if (destination === undefined) {
    const name = spec.destination.server ?? spec.destination.name ?? '';
    specErrors.push(`application destination spec is invalid: there is no cluster "${name}"`);
  }
  if (project === undefined || destination === undefined || specErrors.length > 0) {
    return { ...base, spec, specErrors };
  }
  const found = { ...base, spec, project, destination };
  return { ...found, ...(await observeSource(context, found, level)) };
}

type Found = Required<Pick<Observation, 'application' | 'spec' | 'project' | 'destination'>>;

async function observeSource(
  context: EngineContext,
  found: Found,
  level: RefreshLevel,
): Promise<Partial<Observation>> {
  const { application, spec, destination } = found;
  const name = application.metadata.name ?? '';
  const { source } = spec;
  if (source === undefined) return { comparisonError: 'spec.source is required' };
  const memory = context.memoryOf(name);
  let revision: string | undefined;
  try {
    revision = await resolveRevision(context, name, source, level);
    const isHard = level === 'hard';
    const request = { application: name, spec, source, revision, destination, isHard };
    const desired = await loadDesired(context, request);
    delete memory.repositoryFailedAt;
    const comparison = await compare(context, found, desired);
    return { revision, desired, comparison };
  } catch (error) {
    if (!(error instanceof GitOpsError)) throw error;
    const now = context.now().getTime();
    const isAway =
      error.code === 'repository_unavailable' && application.status?.sync !== undefined;
    if (isAway) {
      memory.repositoryFailedAt ??= now;
      if (now - memory.repositoryFailedAt < graceMs) return { isRepositoryAway: true };
    }
    const comparisonError = `Failed to load target state: ${error.message}`;
    return revision === undefined ? { comparisonError } : { revision, comparisonError };
  }
}

async function compare(
  context: EngineContext,
  { application, spec, project, destination }: Found,
  desired: DesiredState,
): Promise<Comparison> {
  const name = application.metadata.name ?? '';
  const { cluster, diff } = destination;
  const targets = desired.targets.resources;
  await cluster.watchKinds(kindsInUse(application, desired));
  cluster.setInterest(name, [...targets, ...desired.targets.hooks].map(keyOf));
  const ignored = ignoredOf(spec);
  const comparison = await compareResources({
    targets,
    managed: managedObjects(application, spec, project, destination),
    find: (key, apiVersion) => cluster.find(key, apiVersion),
    diff: (target, live) => diff.compare(target, live, ignored),
  });
  if (comparison.errors.length > 0) {
    context.logger.warn({ application: name, errors: comparison.errors }, 'comparison failed');
  }
  return comparison;
}

/** The kinds git wants now, and those this Application was seen to have before. */
export function kindsInUse(
  application: Application,
  desired?: DesiredState,
): readonly WatchedKind[] {
  const kinds = new Map<string, WatchedKind>();
  const before = [
    ...(application.status?.resources ?? []),
    ...(application.status?.operationState?.syncResult?.resources ?? []),
  ];
  for (const { group = '', kind, version } of before) {
    const apiVersion = group === '' ? version : `${group}/${version}`;
    kinds.set(`${group}/${kind}`, { group, kind, apiVersion });
  }
  for (const { apiVersion, kind } of [
    ...(desired?.targets.resources ?? []),
    ...(desired?.targets.hooks ?? []),
  ]) {
    const group = groupOf(apiVersion);
    kinds.set(`${group}/${kind}/${versionOf(apiVersion)}`, { group, kind, apiVersion });
  }
  return [...kinds.values()];
}

/**
 * The live objects that an Application manages. What its project does not permit is invisible:
 * never compared, never pruned. The Application is not a part of itself, so that it cannot prune
 * itself; it can still be a target.
 */
export function managedObjects(
  application: Application,
  spec: ApplicationSpec,
  project: KubeObject,
  destination: Destination,
): readonly KubeObject[] {
  const self = keyOf(application);
  return destination.cluster.managedBy(application.metadata.name ?? '').filter((live) => {
    const key = keyOf(live);
    const problem = permissionError(key, live.apiVersion, spec, project, destination);
    return problem === undefined && !sameKey(key, self);
  });
}

/** Why a project forbids an object; undefined when it permits it. */
export function permissionError(
  key: ResourceKey,
  apiVersion: string,
  spec: ApplicationSpec,
  project: KubeObject,
  { cluster }: Destination,
): string | undefined {
  const isNamespaced = cluster.discovery.isNamespaced(apiVersion, key.kind) ?? key.namespace !== '';
  if (!isKindPermitted(project, key, isNamespaced)) {
    return `resource ${key.group}:${key.kind} is not permitted in project ${spec.project}`;
  }
  const destination = { ...spec.destination, namespace: key.namespace };
  if (isNamespaced && !isDestinationPermitted(project, destination)) {
    return `namespace ${key.namespace} is not permitted in project '${spec.project}'`;
  }
  return undefined;
}

/** The comparison's own errors as one sentence, if it has any. */
export function comparisonProblem(observation: Observation): string | undefined {
  const { comparison, comparisonError } = observation;
  if (comparisonError !== undefined) return comparisonError;
  const [first, ...rest] = comparison?.errors ?? [];
  if (first === undefined) return undefined;
  return rest.length > 0 ? `${messageOf(first)} (and ${rest.length} more)` : messageOf(first);
}
