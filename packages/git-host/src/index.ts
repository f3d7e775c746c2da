export { createGitHost, type GitHost, type GitHostOptions } from './git-host.ts';
export type { Authorize, AuthorizationRequest, AuthorizationResult } from './authorize.ts';
export type { CommitFilesRequest, CommitFilesResult } from './commit-files.ts';
export type { FileChange } from './commit-plan.ts';
export {
  Conflict,
  GitFailed,
  GitHostError,
  InvalidPath,
  PathNotFound,
  RepositoryNotFound,
  RevisionNotFound,
  type GitHostErrorCode,
} from './errors.ts';
export type { GitSettings } from './git-settings.ts';
export type { LogEntry, LogOptions, Signature } from './log.ts';
export type { GitHostLogger } from './logger.ts';
export type { TreeEntry } from './read.ts';
export type { RefEvent } from './ref-events.ts';
export type { RefStore } from './ref-store.ts';
export type { RefListener } from './ref-tracker.ts';
export type { CreateRepositoryOptions } from './repositories.ts';
export { isRepositoryPath } from './repository-path.ts';
export type { SmartHttpLimits } from './smart-http/limits.ts';
