export { applicationCrds } from './application/crds.ts';
export type {
  Application,
  ApplicationCondition,
  ApplicationDestination,
  ApplicationSource,
  ApplicationSpec,
  ApplicationStatus,
  Operation,
  OperationState,
  ResourceStatus,
  RevisionHistory,
  SyncPolicy,
  SyncStatusCode,
} from './application/application.ts';
export {
  applicationResource,
  cascadeFinalizer,
  projectResource,
} from './application/application.ts';
export { createGitOpsEngine } from './engine/engine.ts';
export type {
  GitOpsCounters,
  GitOpsEngine,
  GitOpsEngineOptions,
  GitOpsLogger,
  RefreshKind,
} from './engine/engine-options.ts';
export { GitOpsError, type GitOpsErrorCode } from './errors.ts';
export type { HealthCode, HealthStatus } from './health/health-status.ts';
export { resourceHealth } from './health/resource-health.ts';
export { layerValues } from './source/helm-values.ts';
export { createGitSource, type GitSourceOptions } from './source/git/git-source.ts';
export type { SourceRepository } from './source/source-repository.ts';
export type { OperationPhase, ResourceResult, ResultCode } from './sync/sync-result.ts';
export {
  formatTrackingId,
  managingApplication,
  parseTrackingId,
  trackingAnnotation,
} from './tracking/tracking.ts';
