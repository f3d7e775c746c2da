import type { KubeClient } from '@fairway/kube';
import type { ApplicationDestination } from '../application/application.ts';
import { openCluster } from '../cluster/cluster.ts';
import { createServerDiff } from '../diff/server-diff.ts';
import { messageOf } from '../errors.ts';
import { inClusterServer } from '../project/project-rules.ts';
import { dryRunApply } from './apply-object.ts';
import { clusterTimeoutMs, type Destination } from './engine-context.ts';
import type { GitOpsCounters, GitOpsEngineOptions, GitOpsLogger } from './engine-options.ts';

/** What the clusters of an engine share. */
interface DestinationsInput {
  options: GitOpsEngineOptions;
  counters: GitOpsCounters;
  logger: GitOpsLogger;
  /** Called with the Applications that a changed live object concerns. */
  onChange: (applications: ReadonlySet<string>) => void;
}

/** The destination clusters in use, each opened once. */
export class Destinations {
  readonly #input: DestinationsInput;
  readonly #open = new Map<KubeClient, Destination>();

  constructor(input: DestinationsInput) {
    this.#input = input;
  }

  /** The cluster of a destination; undefined when there is none of that name. */
  of(destination: ApplicationDestination): Destination | undefined {
    const client = this.#clientOf(destination);
    if (client === undefined) return undefined;
    const known = this.#open.get(client) ?? this.#connect(client);
    this.#open.set(client, known);
    return known;
  }

  /** Nobody waits for this Application's objects any more. */
  forget(application: string): void {
    for (const { cluster } of this.#open.values()) cluster.setInterest(application, []);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ cluster }) => cluster.close()));
  }

  #clientOf(destination: ApplicationDestination): KubeClient | undefined {
    const { options } = this.#input;
    if (options.clusters !== undefined) return options.clusters(destination);
    const isLocal = destination.server === inClusterServer || destination.name === 'in-cluster';
    return isLocal ? options.client : undefined;
  }

  #connect(client: KubeClient): Destination {
    const { counters, logger, onChange } = this.#input;
    const cluster = openCluster({
      client,
      monotonic: () => performance.now(),
      timeoutMs: clusterTimeoutMs,
      onChange,
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
}
