import type { KubeObject } from '@fairway/kube';
import type { HealthStatus } from '../health/health-status.ts';
import type { OperationPhase, ResourceResult } from '../sync/sync-result.ts';

/** Where manifests come from (argoproj.io/v1alpha1 ApplicationSource). */
export interface ApplicationSource {
  repoURL: string;
  path?: string;
  targetRevision?: string;
  chart?: string;
  directory?: DirectorySource;
  helm?: HelmSource;
  [field: string]: unknown;
}

/** Options of a plain directory. */
export interface DirectorySource {
  recurse?: boolean;
  include?: string;
  exclude?: string;
}

/** One `--set`-like parameter of a chart. */
export interface HelmParameter {
  name: string;
  value: string;
  forceString?: boolean;
}

/** Options of a Helm chart. */
export interface HelmSource {
  releaseName?: string;
  valueFiles?: string[];
  ignoreMissingValueFiles?: boolean;
  values?: string;
  valuesObject?: Record<string, unknown>;
  parameters?: HelmParameter[];
  fileParameters?: { name: string; path: string }[];
  skipCrds?: boolean;
  namespace?: string;
  kubeVersion?: string;
  apiVersions?: string[];
}

/** The cluster and namespace an Application deploys to. */
export interface ApplicationDestination {
  server?: string;
  name?: string;
  namespace?: string;
}

/** When and how often a failed sync is tried again. */
export interface RetryStrategy {
  limit?: number;
  backoff?: { duration?: string; factor?: number; maxDuration?: string };
  refresh?: boolean;
}

/** `spec.syncPolicy`. */
export interface SyncPolicy {
  automated?: { enabled?: boolean; prune?: boolean; selfHeal?: boolean; allowEmpty?: boolean };
  syncOptions?: string[];
  retry?: RetryStrategy;
  managedNamespaceMetadata?: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

/** One entry of `spec.ignoreDifferences`. */
export interface IgnoreDifference {
  group?: string;
  kind: string;
  name?: string;
  namespace?: string;
  jsonPointers?: string[];
  jqPathExpressions?: string[];
  managedFieldsManagers?: string[];
}

/** The parts of `spec` that the engine reads. */
export interface ApplicationSpec {
  project: string;
  source?: ApplicationSource;
  sources?: ApplicationSource[];
  destination: ApplicationDestination;
  syncPolicy?: SyncPolicy;
  ignoreDifferences?: IgnoreDifference[];
  revisionHistoryLimit?: number;
}

/** A sync that somebody, or the engine, asked for (`operation`). */
export interface Operation {
  initiatedBy?: { username?: string; automated?: boolean };
  info?: { name: string; value: string }[];
  retry?: RetryStrategy;
  sync?: {
    revision?: string;
    prune?: boolean;
    dryRun?: boolean;
    syncStrategy?: { apply?: { force?: boolean }; hook?: { force?: boolean } };
    resources?: { group?: string; kind: string; namespace?: string; name: string }[];
    source?: ApplicationSource;
    syncOptions?: string[];
    autoHealAttemptsCount?: number;
  };
}

/** `status.operationState`: the present or last operation. */
export interface OperationState {
  operation?: Operation;
  phase: OperationPhase;
  message?: string;
  startedAt: string;
  finishedAt?: string;
  retryCount?: number;
  syncResult?: {
    revision: string;
    source?: ApplicationSource;
    resources?: ResourceResult[];
  };
}

/** Whether live equals target. */
export type SyncStatusCode = 'Synced' | 'OutOfSync' | 'Unknown';

/** One entry of `status.resources`. */
export interface ResourceStatus {
  group?: string;
  version: string;
  kind: string;
  namespace?: string;
  name: string;
  status?: SyncStatusCode;
  health?: HealthStatus;
  hook?: boolean;
  requiresPruning?: boolean;
  syncWave?: number;
}

/** Why an Application is not as it should be. */
export interface ApplicationCondition {
  type:
    | 'ComparisonError'
    | 'DeletionError'
    | 'InvalidSpecError'
    | 'RepeatedResourceWarning'
    | 'SharedResourceWarning'
    | 'SyncError'
    | 'UnknownError';
  message: string;
  lastTransitionTime?: string;
}

/** One entry of `status.history`. */
export interface RevisionHistory {
  id: number;
  revision: string;
  deployedAt: string;
  deployStartedAt?: string;
  source?: ApplicationSource;
  initiatedBy?: { username?: string; automated?: boolean };
}

/** `status` as Argo CD writes it. */
export interface ApplicationStatus {
  sync?: {
    status: SyncStatusCode;
    revision?: string;
    comparedTo?: {
      source?: ApplicationSource;
      destination: ApplicationDestination;
      ignoreDifferences?: IgnoreDifference[];
    };
  };
  health?: HealthStatus & { lastTransitionTime?: string };
  resources?: ResourceStatus[];
  conditions?: ApplicationCondition[];
  history?: RevisionHistory[];
  operationState?: OperationState;
  reconciledAt?: string;
  sourceType?: string;
  summary?: { images?: string[] };
  controllerNamespace?: string;
}

/** An argoproj.io/v1alpha1 Application, as stored: `spec` is not checked yet. */
export interface Application extends KubeObject {
  operation?: Operation;
  status?: ApplicationStatus;
}

/** Group, version and resource of Applications. */
export const applicationResource = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  resource: 'applications',
} as const;

/** Group, version and resource of AppProjects. */
export const projectResource = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  resource: 'appprojects',
} as const;

/** The finalizer (and its variants) that makes deleting an Application delete its resources. */
export const cascadeFinalizer = 'resources-finalizer.argocd.argoproj.io';
