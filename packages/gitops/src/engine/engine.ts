import { createWorkQueue, type WorkQueue } from '@fairway/kube';
import {
  applicationResource,
  projectResource,
  type Application,
} from '../application/application.ts';
import { openLiveStore } from '../cluster/live-store.ts';
import { messageOf } from '../errors.ts';
import { deepEqual } from '../object/deep-equal.ts';
import { readString } from '../object/read.ts';
import type { GeneratedManifests } from '../source/generate-manifests.ts';
import { createManifestCache } from '../source/manifest-cache.ts';
import { isSameRepo, refAffects } from '../source/repo-url.ts';
import { ensureDefaultProject } from './default-project.ts';
import type { RefreshLevel } from './desired-state.ts';
import { Destinations } from './destinations.ts';
import type { ApplicationMemory, EngineContext } from './engine-context.ts';
import type {
  GitOpsCounters,
  GitOpsEngine,
  GitOpsEngineOptions,
  GitOpsLogger,
  RefreshKind,
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
  return new Engine(options);
}

class Engine implements GitOpsEngine {
  readonly #options: GitOpsEngineOptions;
  readonly #namespace: string;
  readonly #logger: GitOpsLogger;
  readonly #abort = new AbortController();
  readonly #counters = newCounters();
  readonly #destinations: Destinations;
  readonly #queue: WorkQueue;
  /** What was asked for and not yet begun. */
  readonly #wishes = new Map<string, RefreshLevel>();
  readonly #polls = new Map<string, NodeJS.Timeout>();
  readonly #memory = new Map<string, ApplicationMemory>();
  #context: EngineContext | undefined;

  constructor(options: GitOpsEngineOptions) {
    this.#options = options;
    this.#namespace = options.namespace ?? 'argocd';
    this.#logger = options.logger ?? silent;
    this.#destinations = new Destinations({
      options,
      counters: this.#counters,
      logger: this.#logger,
      onChange: (applications) => this.#liveChanged(applications),
    });
    this.#queue = createWorkQueue({
      concurrency: options.concurrency ?? 10,
      backoff: { baseMs: 200, maxMs: 60_000 },
      reconcile: (name) => this.#work(name),
      onError: (error, name) => {
        this.#counters.reconcileErrors += 1;
        this.#logger.error({ application: name, reason: messageOf(error) }, 'reconcile failed');
      },
    });
  }

  async start(): Promise<void> {
    await ensureDefaultProject(this.#options.client, this.#namespace, this.#logger);
    this.#context = this.#open();
    const { applications, projects } = this.#context;
    await Promise.all([applications.ready, projects.ready]);
  }

  webhook({ repoURL, ref }: { repoURL: string; ref: string; commit?: string }): void {
    for (const application of this.#context?.applications.values() ?? []) {
      const url = readString(application, 'spec', 'source', 'repoURL') ?? '';
      const target = readString(application, 'spec', 'source', 'targetRevision');
      const isSame = isSameRepo(url, repoURL, this.#options.repositoryHosts);
      if (isSame && refAffects(ref, target)) this.#ask(application.metadata.name ?? '', 'latest');
    }
  }

  refresh(name: string, kind: RefreshKind = 'normal'): void {
    this.#ask(name, kind === 'hard' ? 'hard' : 'latest');
  }

  counters(): GitOpsCounters {
    return structuredClone(this.#counters);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    for (const timer of this.#polls.values()) clearTimeout(timer);
    // The clusters first: what waits for a live object in there ends with them.
    await Promise.all([this.#destinations.close(), this.#queue.close()]);
    await Promise.all([this.#context?.applications.close(), this.#context?.projects.close()]);
  }

  async #work(name: string): Promise<{ requeueAfterMs?: number }> {
    const context = this.#context;
    if (context === undefined) return {};
    // An Application must never be judged by a project that is merely not read yet.
    await context.projects.ready;
    const level = this.#wishes.get(name) ?? 'recent';
    this.#wishes.delete(name);
    this.#counters.reconciles += 1;
    try {
      if (level !== 'recent') this.#schedulePoll(name);
      const { wakeAt } = await reconcile(context, name, level);
      if (wakeAt === undefined) return {};
      return { requeueAfterMs: Math.max(0, wakeAt.getTime() - context.now().getTime()) };
    } catch (error) {
      // What was asked for was not done: the retry must ask as much.
      this.#wish(name, level);
      throw error;
    }
  }

  #ask(name: string, level: RefreshLevel): void {
    this.#wish(name, level);
    this.#queue.add(name);
  }

  #wish(name: string, level: RefreshLevel): void {
    const before = this.#wishes.get(name) ?? 'recent';
    if (levels.indexOf(level) > levels.indexOf(before)) this.#wishes.set(name, level);
  }

  #schedulePoll(name: string): void {
    clearTimeout(this.#polls.get(name));
    const interval = this.#options.pollIntervalMs ?? defaultPollMs;
    // Half as much jitter on top keeps thousands of Applications from asking git together.
    const pause = interval + Math.random() * (interval / 2);
    const timer = setTimeout(() => this.#ask(name, 'latest'), pause);
    timer.unref();
    this.#polls.set(name, timer);
  }

  #forget(name: string): void {
    clearTimeout(this.#polls.get(name));
    this.#polls.delete(name);
    this.#wishes.delete(name);
    this.#memory.delete(name);
    this.#memory.delete(`${name}#operation`);
    this.#destinations.forget(name);
  }

  #liveChanged(applications: ReadonlySet<string>): void {
    for (const name of applications) {
      const isOurs = this.#context?.applications.get(this.#namespace, name) !== undefined;
      if (isOurs) this.#queue.add(name);
    }
  }

  #applicationChanged({ before, object }: { before?: Application; object?: Application }): void {
    const name = (object ?? before)?.metadata.name ?? '';
    if (object === undefined) {
      this.#forget(name);
    } else if (before === undefined) {
      this.#schedulePoll(name);
      this.#ask(name, 'latest');
    } else if (!deepEqual(triggers(before), triggers(object))) {
      this.#queue.add(name);
    }
  }

  #projectChanged(project: string): void {
    for (const application of this.#context?.applications.values() ?? []) {
      const used = readString(application, 'spec', 'project') || 'default';
      if (used === project) this.#queue.add(application.metadata.name ?? '');
    }
  }

  #memoryOf(application: string): ApplicationMemory {
    const known = this.#memory.get(application) ?? {};
    this.#memory.set(application, known);
    return known;
  }

  #open(): EngineContext {
    const { client, repositories, kubeVersion = 'v1.31.0', now } = this.#options;
    const namespace = this.#namespace;
    const onError = (error: unknown): void =>
      this.#logger.warn({ reason: messageOf(error) }, 'watch of Applications failed');
    return {
      client,
      namespace,
      kubeVersion,
      repositories,
      applications: openLiveStore<Application>({
        client,
        resource: applicationResource,
        namespace,
        onChange: (change) => this.#applicationChanged(change),
        onError,
      }),
      projects: openLiveStore({
        client,
        resource: projectResource,
        namespace,
        onChange: ({ before, object }) =>
          this.#projectChanged((object ?? before)?.metadata.name ?? ''),
        onError,
      }),
      manifests: createManifestCache<GeneratedManifests>(manifestCacheBytes),
      destinationOf: (destination) => this.#destinations.of(destination),
      memoryOf: (application) => this.#memoryOf(application),
      now: now ?? (() => new Date()),
      logger: this.#logger,
      counters: this.#counters,
      signal: this.#abort.signal,
    };
  }
}

function newCounters(): GitOpsCounters {
  return {
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
