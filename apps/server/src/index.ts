export { loadConfig, type ConfigSources } from './config/load-config.ts';
export type { Config } from './config/config.ts';
export { readServerRecord, type ServerRecord } from './data-directory/server-lock.ts';
export { FairwayError } from './errors/fairway-error.ts';
export { errorCodes, type ErrorCode } from './errors/codes.ts';
export { startServer, type RunningServer, type ServerOptions } from './server/start-server.ts';
export { serveCluster, type RunningCluster } from './server/serve-cluster.ts';
