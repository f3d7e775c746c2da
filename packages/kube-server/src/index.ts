export { createKubeServer, type KubeServer, type KubeServerOptions } from './kube-server.ts';
export type { Authenticate } from './http/handle.ts';
export type { Logger } from './logger.ts';
export type { PodLogRef, PodLogs } from './request/context.ts';
export { EnvelopeError } from './storage/envelope.ts';
export { StorageSchemaError } from './storage/migrations.ts';
export { superGroup, type UserInfo } from './user-info.ts';
