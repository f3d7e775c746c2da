import { createWorkQueue, type KubeClient } from '@fairway/kube';
import {
  applicationResource,
  projectResource,
  type Application,
  type ApplicationDestination,
} from '../application/application.ts';
import { openCluster } from '../cluster/cluster.ts';
import { openLiveStore } from '../cluster/live-store.ts';
import { createServerDiff } from '../diff/server-diff.ts';
import { messageOf } from '../errors.ts';
import { deepEqual } from '../object/deep-equal.ts';
import { readString } from '../object/read.ts';
import { inClusterServer } from '../project/project-rules.ts';
import type { GeneratedManifests } from '../source/generate-manifests.ts';
import { createManifestCache } from '../source/manifest-cache.ts';
import { isSameRepo, refAffects } from '../source/repo-url.ts';
import { dryRunApply } from './apply-object.ts';
import type { RefreshLevel } from './desired-state.ts';
import { ensureDefaultProject } from './default-project.ts';
import {
  clusterTimeoutMs,
  type ApplicationMemory,
  type Destination,
  type EngineContext,
} from './engine-context.ts';
import type {
  GitOpsCounters,
  GitOpsEngine,
  GitOpsEngineOptions,
  GitOpsLogger,
} from './engine-options.ts';
import { reconcile } from './reconcile.ts';

const defaultPollMs = 120_000;
const manifestCacheBytes = 64 * 1024 * 1024;
const silent: GitOpsLogger = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const levels: readonly RefreshLevel[] = ['recent', 'latest', 'hard'];

/**
 * Makes an engine that keeps the Applications of a cluster in step with git. It watches, and asks
 * git and the clusters only when something changed; webhooks make it look at once, a slow poll is
 * the safety net.
 */
export function createGitOpsEngine(options: GitOpsEngineOptions): GitOpsEngine {
  const namespace = options.namespace ?? 'argocd';
  const logger = options.logger ?? silent;
  const abort = new AbortController();
  const wishes = new Map<string, RefreshLevel>();
  const polls = new Map<string, NodeJS.Timeout>();
  const memory = new Map<string, ApplicationMemory>();
  const destinations = new Map<KubeClient, Destination>();
  const counters: GitOpsCounters = {
    reconciles: 0,
    reconcileErrors: 0,
    renders: 0,
    revisionLookups: 0,
    dryRuns: 0,
    applies: 0,
    prunes: 0,
    selfHeals: 0,
    statusWrites: 0,
    syncs: { Succeeded: 0, Failed: 0, Error: 0 },
  };

  function ask(name: string, level: RefreshLevel): void {
    const before = wishes.get(name) ?? 'recent';
    if (levels.indexOf(level) >= levels.indexOf(before)) wishes.set(name, level);
    queue.add(name);
  }

  function schedulePoll(name: string): void {
    clearTimeout(polls.get(name));
    const interval = options.pollIntervalMs ?? defaultPollMs;
    // Half as much jitter on top keeps thousands of Applications from asking git together.
    const timer = setTimeout(() => ask(name, 'latest'), interval + Math.random() * (interval / 2));
    timer.unref();
    polls.set(name, timer);
  }

  function forget(name: string): void {
    clearTimeout(polls.get(name));
    polls.delete(name);
    wishes.delete(name);
    memory.delete(name);
    memory.delete(`${name}#operation`);
    for (const { cluster } of destinations.values()) cluster.setInterest(name, []);
  }

  function openDestination(client: KubeClient): Destination {
    const cluster = openCluster({
      client,
      monotonic: () => performance.now(),
      timeoutMs: clusterTimeoutMs,
      onChange: (applications) => {
        for (const name of applications) {
          if (context?.applications.get(namespace, name) !== undefined) queue.add(name);
        }
      },
      onError: (error, { resource, group }) =>
        logger.warn({ resource, group, reason: messageOf(error) }, 'watch of live objects failed'),
    });
    const diff = createServerDiff(async (target) => {
      counters.dryRuns += 1;
      const resource = await cluster.discovery.find(target.apiVersion, target.kind);
      if (resource === undefined) throw new TypeError(`no matches for kind "${target.kind}"`);
      return dryRunApply({ cluster }, resource, target);
    });
    return { cluster, diff };
  }

  function clientOf(destination: ApplicationDestination): KubeClient | undefined {
    if (options.clusters !== undefined) return options.clusters(destination);
    const isLocal = destination.server === inClusterServer || destination.name === 'in-cluster';
    return isLocal ? options.client : undefined;
  }

  function applicationChanged(change: { before?: Application; object?: Application }): void {
    const name = (change.object ?? change.before)?.metadata.name ?? '';
    if (change.object === undefined) {
      forget(name);
    } else if (change.before === undefined) {
      schedulePoll(name);
      ask(name, 'latest');
    } else if (!deepEqual(triggers(change.before), triggers(change.object))) {
      queue.add(name);
    }
  }

  function projectChanged(project: string): void {
    for (const application of context?.applications.values() ?? []) {
      const name = application.metadata.name ?? '';
      const used = readString(application, 'spec', 'project') || 'default';
      if (used === project) queue.add(name);
    }
  }

  const queue = createWorkQueue({
    concurrency: options.concurrency ?? 10,
    backoff: { baseMs: 200, maxMs: 60_000 },
    onError: (error, name) => {
      counters.reconcileErrors += 1;
      logger.error({ application: name, reason: messageOf(error) }, 'reconcile failed');
    },
    async reconcile(name): Promise<{ requeueAfterMs?: number }> {
      if (context === undefined) return {};
      // An Application must never be judged by a project that is merely not read yet.
      await context.projects.ready;
      const level = wishes.get(name) ?? 'recent';
      wishes.delete(name);
      counters.reconciles += 1;
      try {
        if (level !== 'recent') schedulePoll(name);
        const { wakeAt } = await reconcile(context, name, level);
        if (wakeAt === undefined) return {};
        return { requeueAfterMs: Math.max(0, wakeAt.getTime() - context.now().getTime()) };
      } catch (error) {
        // What was asked for was not done: the retry must ask as much.
        const wish = wishes.get(name) ?? 'recent';
        if (levels.indexOf(level) > levels.indexOf(wish)) wishes.set(name, level);
        throw error;
      }
    },
  });
  let context: EngineContext | undefined;

  function open(): EngineContext {
    const onError = (error: unknown): void =>
      logger.warn({ reason: messageOf(error) }, 'watch of Applications failed');
    return {
      client: options.client,
      namespace,
      kubeVersion: options.kubeVersion ?? 'v1.31.0',
      repositories: options.repositories,
      applications: openLiveStore<Application>({
        client: options.client,
        resource: applicationResource,
        namespace,
        onChange: applicationChanged,
        onError,
      }),
      projects: openLiveStore({
        client: options.client,
        resource: projectResource,
        namespace,
        onChange: ({ before, object }) => projectChanged((object ?? before)?.metadata.name ?? ''),
        onError,
      }),
      manifests: createManifestCache<GeneratedManifests>(manifestCacheBytes),
      destinationOf(destination) {
        const client = clientOf(destination);
        if (client === undefined) return undefined;
        const known = destinations.get(client) ?? openDestination(client);
        destinations.set(client, known);
        return known;
      },
      destinations: () => destinations.values(),
      memoryOf(application) {
        const known = memory.get(application) ?? {};
        memory.set(application, known);
        return known;
      },
      now: options.now ?? (() => new Date()),
      logger,
      counters,
      signal: abort.signal,
    };
  }

  return {
    async start() {
      await ensureDefaultProject(options.client, namespace, logger);
      context = open();
      await Promise.all([context.applications.ready, context.projects.ready]);
      for (const application of context.applications.values()) {
        queue.add(application.metadata.name ?? '');
      }
    },
    webhook({ repoURL, ref }) {
      for (const application of context?.applications.values() ?? []) {
        const url = readString(application, 'spec', 'source', 'repoURL') ?? '';
        const target = readString(application, 'spec', 'source', 'targetRevision');
        const isSame = isSameRepo(url, repoURL, options.repositoryHosts);
        if (isSame && refAffects(ref, target)) ask(application.metadata.name ?? '', 'latest');
      }
    },
    refresh: (name, kind = 'normal') => ask(name, kind === 'hard' ? 'hard' : 'latest'),
    counters: () => structuredClone(counters),
    async close() {
      abort.abort();
      for (const timer of polls.values()) clearTimeout(timer);
      const opened = [...destinations.values()].map(({ cluster }) => cluster.close());
      await queue.close();
      await Promise.all([context?.applications.close(), context?.projects.close(), ...opened]);
    },
  };
}

/** What of an Application makes the engine look at it again; its own writes of status do not. */
function triggers(application: Application): unknown {
  const { annotations, deletionTimestamp, finalizers } = application.metadata;
  const phase = application.status?.operationState?.phase;
  return {
    annotations,
    deletionTimestamp,
    finalizers,
    spec: application['spec'],
    operation: application.operation,
    isTerminating: phase === 'Terminating',
  };
}
