import type { ResourceKey } from '../object/resource-key.ts';
import { formatKey } from '../object/resource-key.ts';
import type { SyncPhase } from './sync-phase.ts';

/** What became of one task. */
export type ResultCode = 'Synced' | 'SyncFailed' | 'Pruned' | 'PruneSkipped';

/** The phase of an operation, or of one of its tasks. */
export type OperationPhase = 'Running' | 'Terminating' | 'Succeeded' | 'Failed' | 'Error';

/** One entry of `status.operationState.syncResult.resources`. */
export interface ResourceResult {
  group: string;
  version: string;
  kind: string;
  namespace: string;
  name: string;
  status?: ResultCode;
  message?: string;
  hookType?: SyncPhase;
  hookPhase?: OperationPhase;
  syncPhase: SyncPhase;
}

const phaseOfCode: Readonly<Record<ResultCode, OperationPhase>> = {
  Synced: 'Running',
  SyncFailed: 'Failed',
  Pruned: 'Succeeded',
  PruneSkipped: 'Succeeded',
};

/** The task phase that a result code stands for: what was applied still runs. */
export function phaseOf(code: ResultCode): OperationPhase {
  return phaseOfCode[code];
}

/** Names the result of one task: the object and the phase it ran in. */
export function resultKey(key: ResourceKey, phase: SyncPhase): string {
  return `${formatKey(key)}:${phase}`;
}
