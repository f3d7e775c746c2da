import type { KubeClient, KubeObject } from '@fairway/kube';
import type { Application, ApplicationDestination } from '../application/application.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { LiveStore } from '../cluster/live-store.ts';
import type { ServerDiff } from '../diff/server-diff.ts';
import type { GeneratedManifests } from '../source/generate-manifests.ts';
import type { ManifestCache } from '../source/manifest-cache.ts';
import type { PreparedTargets } from '../source/prepare-targets.ts';
import type { SourceRepository } from '../source/source-repository.ts';
import type { GitOpsCounters, GitOpsLogger } from './engine-options.ts';

/** The field manager of every write to managed objects, as Argo CD names it. */
export const fieldManager = 'argocd-controller';

/** How long a call to a cluster may take, in milliseconds. */
export const clusterTimeoutMs = 30_000;

/** How long git may take to answer, in milliseconds. */
export const repositoryTimeoutMs = 60_000;

/** A destination with what is remembered about it. */
export interface Destination {
  cluster: Cluster;
  diff: ServerDiff;
}

/** What the engine remembers of one Application between rounds; all of it can be lost. */
export interface ApplicationMemory {
  revision?: { repoURL: string; targetRevision: string; commit: string };
  desired?: { key: string; targets: PreparedTargets };
  repositoryFailedAt?: number;
}

/** What every part of the engine works with. */
export interface EngineContext {
  client: KubeClient;
  namespace: string;
  kubeVersion: string;
  repositories: SourceRepository;
  applications: LiveStore<Application>;
  projects: LiveStore;
  manifests: ManifestCache<GeneratedManifests>;
  /** The cluster of a destination; undefined when there is none of that name. */
  destinationOf(destination: ApplicationDestination): Destination | undefined;
  memoryOf(application: string): ApplicationMemory;
  now(): Date;
  logger: GitOpsLogger;
  counters: GitOpsCounters;
  signal: AbortSignal;
}

/** An AppProject by name. */
export function projectOf(context: EngineContext, name: string): KubeObject | undefined {
  return context.projects.get(context.namespace, name);
}

/** The present time as Kubernetes writes it (whole seconds, UTC). */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
