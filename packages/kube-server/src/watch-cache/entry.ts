import type { KubeObject } from '@fairway/kube';

/** One live object: parsed and as the bytes it is served as. Neither is ever changed. */
export interface Entry {
  /** `group/resource` of storage. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly rv: number;
  readonly object: KubeObject;
  readonly json: Buffer;
}

/** One change: `entry` is the state after it (for DELETED the last state, with the new revision). */
export interface CacheEvent {
  readonly rv: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly entry: Entry;
  readonly previous: Entry | undefined;
}
