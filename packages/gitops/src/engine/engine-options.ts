import type { KubeClient } from '@fairway/kube';
import type { ApplicationDestination } from '../application/application.ts';
import type { SourceRepository } from '../source/source-repository.ts';

/** Where the engine writes what it does; messages are static, values are fields. */
export interface GitOpsLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What the engine has done since it was made. */
export interface GitOpsCounters {
  reconciles: number;
  reconcileErrors: number;
  renders: number;
  revisionLookups: number;
  dryRuns: number;
  applies: number;
  prunes: number;
  selfHeals: number;
  statusWrites: number;
  syncs: { Succeeded: number; Failed: number; Error: number };
}

/** How an engine is made. */
export interface GitOpsEngineOptions {
  /** The cluster that holds the Applications. */
  client: KubeClient;
  /** The client of a destination; by default `https://kubernetes.default.svc` is `client`. */
  clusters?: (destination: ApplicationDestination) => KubeClient | undefined;
  repositories: SourceRepository;
  /** The namespace of Applications and AppProjects; `argocd` by default. */
  namespace?: string;
  now?: () => Date;
  logger?: GitOpsLogger;
  /** The safety net under webhooks: how often branches are looked up; half as much jitter on top. */
  pollIntervalMs?: number;
  /** `.Capabilities.KubeVersion` of charts; `v1.31.0` by default. */
  kubeVersion?: string;
  /** Names of one and the same git host, so that a webhook matches whichever name is used. */
  repositoryHosts?: readonly (readonly string[])[];
  /** How many Applications are worked on at the same time; 10 by default. */
  concurrency?: number;
}

/** How far a refresh goes: `hard` also forgets the rendered manifests. */
export type RefreshKind = 'normal' | 'hard';

/** Reconciles the Applications of one cluster until it is closed. */
export interface GitOpsEngine {
  /** Begins to watch; resolves when the Applications are known. */
  start(): Promise<void>;
  /** Tells of a push, so that the Applications it concerns look at once. */
  webhook(event: { repoURL: string; ref: string; commit?: string }): void;
  /** Looks at an Application now, as `argocd app get --refresh` does. */
  refresh(name: string, kind?: RefreshKind): void;
  counters(): GitOpsCounters;
  /** Stops watching and waits for what is being done. */
  close(): Promise<void>;
}
