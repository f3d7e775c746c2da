import type {
  ApplicationSpec,
  Operation,
  OperationState,
  ResourceStatus,
  SyncStatusCode,
} from '../application/application.ts';
import { readNumber, readString } from '../object/read.ts';
import type { KubeObject } from '@fairway/kube';
import { deepEqual } from '../object/deep-equal.ts';
import { decideAutomatedSync } from '../policy/automated.ts';
import { retryDelay } from '../policy/retry.ts';

/** The one thing to do next for an Application. */
export type Action =
  /** Nothing until something changes, or until `wakeAt`. */
  | { type: 'idle'; wakeAt?: Date; syncError?: string }
  /** Write the operation and begin with it. */
  | { type: 'start'; operation: Operation; isHealing: boolean }
  /** Go on with an operation: its first step, its next one, or its next attempt. */
  | { type: 'continue'; state: OperationState; wakeAt?: Date }
  /** End an operation that runs; `reason` is its message. */
  | { type: 'terminate'; state: OperationState; reason: string };

/** What is decided from. */
export interface DecideInput {
  spec?: ApplicationSpec;
  operation?: Operation;
  state?: OperationState;
  isDeleting: boolean;
  syncStatus: SyncStatusCode;
  resources: readonly ResourceStatus[];
  /** The newest commit, when it is known. */
  revision?: string;
  /** Live objects of hooks that the running operation waits for. */
  runningHooks: readonly KubeObject[];
  now: Date;
}

const hookGraceMs = 10_000;
/** The last instant a Date can hold. */
const never = 8.64e15;

/** Decides from what was observed; it changes nothing itself. */
export function decide(input: DecideInput): Action {
  const { operation, state } = input;
  if (operation === undefined) return decideWithoutOperation(input);
  const isInProgress = state?.phase === 'Running' || state?.phase === 'Terminating';
  if (state === undefined || !isInProgress)
    return { type: 'continue', state: begin(operation, input.now) };
  if (state.phase === 'Terminating') {
    return { type: 'terminate', state, reason: 'Operation terminated' };
  }
  const newer = whatIsNewer(input, state);
  if (newer !== undefined) {
    const at = mayGiveWayAt(input, state);
    if (at.getTime() <= input.now.getTime()) {
      const reason = `Operation terminated: it gave way to ${newer}`;
      return { type: 'terminate', state, reason };
    }
    const isDated = at.getTime() < never;
    return { ...continueOperation(input, state), ...(isDated ? { wakeAt: at } : {}) };
  }
  return continueOperation(input, state);
}

function decideWithoutOperation(input: DecideInput): Action {
  if (input.spec === undefined || input.revision === undefined) return { type: 'idle' };
  const decision = decideAutomatedSync({
    spec: input.spec,
    hasOperation: false,
    isDeleting: input.isDeleting,
    syncStatus: input.syncStatus,
    resources: input.resources,
    revision: input.revision,
    ...(input.state === undefined ? {} : { lastOperation: input.state }),
    now: input.now,
  });
  switch (decision.type) {
    case 'sync': {
      const attempts = decision.operation.sync?.autoHealAttemptsCount ?? 0;
      return { type: 'start', operation: decision.operation, isHealing: attempts > 0 };
    }
    case 'wait':
      return { type: 'idle', wakeAt: decision.until };
    case 'refuse':
      return { type: 'idle', syncError: decision.message };
    default:
      return { type: 'idle' };
  }
}

/** The state of an operation at its beginning. */
function begin(operation: Operation, now: Date): OperationState {
  return { operation, phase: 'Running', startedAt: `${now.toISOString().slice(0, 19)}Z` };
}

function continueOperation(input: DecideInput, state: OperationState): Action {
  if (state.finishedAt === undefined) return { type: 'continue', state };
  const wait = retryDelay(state.operation?.retry ?? {}, Math.max(0, (state.retryCount ?? 1) - 1));
  const retryAt = new Date(new Date(state.finishedAt).getTime() + wait);
  if (retryAt.getTime() > input.now.getTime()) return { type: 'idle', wakeAt: retryAt };
  const { finishedAt: _, syncResult, ...rest } = state;
  const kept = syncResult === undefined ? {} : { syncResult: { ...syncResult, resources: [] } };
  return { type: 'continue', state: { ...rest, ...kept } };
}

/** What an automated operation should give way to: a newer commit, or a changed source. */
function whatIsNewer(input: DecideInput, state: OperationState): string | undefined {
  if (state.operation?.initiatedBy?.automated !== true) return undefined;
  const pinned = state.operation.sync?.revision;
  const { revision } = input;
  if (revision === undefined) return undefined;
  if (pinned !== undefined && revision !== pinned) return `revision ${revision}`;
  const started = state.syncResult?.source;
  const isChanged = started !== undefined && !deepEqual(started, input.spec?.source);
  return isChanged ? 'a changed source' : undefined;
}

/**
 * When a running operation may be ended for a newer commit: at once when it waits for resources or
 * for a retry; never while a hook's own Pod is at work (a migration is not cut off), and only after
 * a while when its Pod has not come up.
 */
function mayGiveWayAt(input: DecideInput, state: OperationState): Date {
  if (state.finishedAt !== undefined || input.runningHooks.length === 0) return input.now;
  if (input.runningHooks.some(isWorking)) return new Date(never);
  return new Date(new Date(state.startedAt).getTime() + hookGraceMs);
}

function isWorking(hook: KubeObject): boolean {
  const ready = readNumber(hook, 'status', 'ready') ?? 0;
  return ready > 0 || readString(hook, 'status', 'phase') === 'Running';
}
