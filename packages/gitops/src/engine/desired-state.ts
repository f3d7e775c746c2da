import { createHash } from 'node:crypto';
import type { ApplicationSource, ApplicationSpec } from '../application/application.ts';
import { GitOpsError } from '../errors.ts';
import { generateManifests, type SourceType } from '../source/generate-manifests.ts';
import { prepareTargets, type PreparedTargets } from '../source/prepare-targets.ts';
import { repositoryTimeoutMs, type Destination, type EngineContext } from './engine-context.ts';

/** What git says should be there, at one commit. */
export interface DesiredState {
  revision: string;
  source: ApplicationSource;
  sourceType: SourceType;
  targets: PreparedTargets;
}

/** How fresh a revision must be: as remembered, looked up, or rendered anew. */
export type RefreshLevel = 'recent' | 'latest' | 'hard';

const fullCommit = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The commit that a source means now; remembered between rounds unless `level` asks for more. */
export async function resolveRevision(
  context: EngineContext,
  application: string,
  source: ApplicationSource,
  level: RefreshLevel,
): Promise<string> {
  const targetRevision = source.targetRevision || 'HEAD';
  if (fullCommit.test(targetRevision)) return targetRevision;
  const memory = context.memoryOf(application);
  const { revision } = memory;
  const isKnown =
    revision?.repoURL === source.repoURL && revision.targetRevision === targetRevision;
  if (isKnown && level === 'recent') return revision.commit;
  context.counters.revisionLookups += 1;
  const commit = await context.repositories.resolveRevision(
    source.repoURL,
    targetRevision,
    AbortSignal.any([context.signal, AbortSignal.timeout(repositoryTimeoutMs)]),
  );
  memory.revision = { repoURL: source.repoURL, targetRevision, commit };
  return commit;
}

/** Renders a source at a commit, or takes what was rendered before from the cache. */
export async function loadDesired(
  context: EngineContext,
  request: {
    application: string;
    spec: ApplicationSpec;
    source: ApplicationSource;
    revision: string;
    destination: Destination;
    isHard: boolean;
  },
): Promise<DesiredState> {
  const { application, spec, source, revision, destination } = request;
  const { discovery } = destination.cluster;
  const namespace = spec.destination.namespace ?? '';
  const apiVersions = await discovery.apiVersions();
  const key = cacheKey([
    source,
    revision,
    application,
    namespace,
    context.kubeVersion,
    isChartLike(source) ? apiVersions : [],
  ]);
  const memory = context.memoryOf(application);
  if (request.isHard) {
    context.manifests.delete(key);
    delete memory.desired;
  }
  const manifests = await context.manifests.get(key, async () => {
    context.counters.renders += 1;
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(repositoryTimeoutMs)]);
    const inputs = {
      commit: revision,
      application,
      namespace,
      kubeVersion: context.kubeVersion,
      apiVersions,
    };
    const value = await generateManifests(context.repositories, source, inputs, signal);
    return { value, size: JSON.stringify(value.objects).length };
  });
  const { sourceType } = manifests;
  if (memory.desired?.key === key) {
    return { revision, source, sourceType, targets: memory.desired.targets };
  }
  const kinds = new Map(
    manifests.objects.map((object) => [`${object.apiVersion}/${object.kind}`, object]),
  );
  let areAllKnown = true;
  for (const { apiVersion, kind } of kinds.values()) {
    areAllKnown = (await discovery.find(apiVersion, kind)) !== undefined && areAllKnown;
  }
  const targets = prepareTargets(manifests.objects, {
    application,
    namespace,
    isNamespaced: (apiVersion, kind) => discovery.isNamespaced(apiVersion, kind),
  });
  checkNamespaces(targets);
  // The same target objects again and again let the diff remember its answers by identity.
  if (areAllKnown) memory.desired = { key, targets };
  return { revision, source, sourceType, targets };
}

function checkNamespaces(targets: PreparedTargets): void {
  const lost = [...targets.resources, ...targets.hooks].find(
    (target) => target.metadata.namespace === '',
  );
  if (lost !== undefined) {
    throw new GitOpsError(
      'manifest_generation',
      `Namespace for ${lost.metadata.name ?? lost.metadata.generateName ?? ''} ${lost.apiVersion}, Kind=${lost.kind} is missing.`,
    );
  }
}

/** A plain directory does not see the cluster; everything else may. */
function isChartLike(source: ApplicationSource): boolean {
  return source.directory === undefined;
}

function cacheKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
