import type { Logger } from '../logger.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { Store } from '../storage/store.ts';
import type { KeyedMutex } from '../storage/keyed-mutex.ts';
import type { ClusterIpAllocator } from '../admission/cluster-ip.ts';

/** Which log to read, and how (core/v1 PodLogOptions). */
export interface PodLogRef {
  namespace: string;
  name: string;
  container?: string;
  follow: boolean;
  tailLines?: number;
  sinceSeconds?: number;
  sinceTime?: string;
  timestamps: boolean;
  previous: boolean;
  limitBytes?: number;
}

/** Gives the bytes of a container's log; the kubelet's part. */
export type PodLogs = (ref: PodLogRef, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

/** What every stage of the pipeline may use. */
export interface ServerContext {
  store: Store;
  registry: ResourceRegistry;
  now: () => Date;
  logger: Logger;
  podLogs: PodLogs | undefined;
  clusterIps: ClusterIpAllocator;
  /** Serialises what must look at many objects before it writes one (quota by namespace). */
  admissionLocks: KeyedMutex;
  /** Aborted when the server closes. */
  closing: AbortSignal;
}
