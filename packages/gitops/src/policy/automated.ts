import type {
  ApplicationSource,
  ApplicationSpec,
  Operation,
  OperationState,
  ResourceStatus,
  SyncStatusCode,
} from '../application/application.ts';
import { deepEqual } from '../object/deep-equal.ts';
import { selfHealDelay } from './self-heal.ts';

/** What the automated rules look at. */
export interface AutomatedInput {
  spec: ApplicationSpec;
  hasOperation: boolean;
  isDeleting: boolean;
  syncStatus: SyncStatusCode;
  resources: readonly ResourceStatus[];
  revision: string;
  lastOperation?: OperationState;
  now: Date;
}

/** What the automated rules say. */
type AutomatedDecision =
  | { type: 'none'; reason: string }
  | { type: 'refuse'; message: string }
  | { type: 'wait'; until: Date }
  | { type: 'sync'; operation: Operation };

const defaultRetryLimit = 5;

/** Decides whether to sync without being asked: Argo CD's gates, in its order. */
export function decideAutomatedSync(input: AutomatedInput): AutomatedDecision {
  const automated = input.spec.syncPolicy?.automated;
  const closed = closedGate(input);
  if (automated === undefined || closed !== undefined) {
    return { type: 'none', reason: closed ?? 'automated sync is off' };
  }
  const outOfSync = input.resources.filter((resource) => resource.status === 'OutOfSync');
  const onlyPrunes = outOfSync.length > 0 && outOfSync.every((entry) => entry.requiresPruning);
  if (onlyPrunes && automated.prune !== true) {
    return { type: 'none', reason: 'only pruning is left, and prune is off' };
  }
  const attempt = lastAttempt(input);
  if (attempt !== undefined && attempt.phase !== 'Succeeded') {
    const message = `Failed last sync attempt to ${input.revision}: ${attempt.message ?? ''}`;
    return { type: 'refuse', message };
  }
  if (attempt !== undefined && automated.selfHeal !== true) {
    return { type: 'none', reason: 'this revision is synced, and selfHeal is off' };
  }
  const isHealing = attempt !== undefined;
  if (isHealing) {
    const until = healAt(attempt);
    if (until.getTime() > input.now.getTime()) return { type: 'wait', until };
  }
  if (automated.prune === true && automated.allowEmpty !== true && wouldWipe(input.resources)) {
    const message = `Skipping sync attempt to ${input.revision}: auto-sync will wipe out all resources`;
    return { type: 'refuse', message };
  }
  return { type: 'sync', operation: automatedOperation(input, isHealing, outOfSync) };
}

function closedGate(input: AutomatedInput): string | undefined {
  const automated = input.spec.syncPolicy?.automated;
  if (automated === undefined || automated.enabled === false) return 'automated sync is off';
  if (input.hasOperation) return 'an operation is in progress';
  if (input.isDeleting) return 'the Application is being deleted';
  if (input.syncStatus !== 'OutOfSync') return `the sync status is ${input.syncStatus}`;
  return undefined;
}

function wouldWipe(resources: readonly ResourceStatus[]): boolean {
  const kept = resources.filter((resource) => resource.hook !== true);
  return kept.length > 0 && kept.every((resource) => resource.requiresPruning === true);
}

/** The last operation when it already tried this revision of this source. */
function lastAttempt(input: AutomatedInput): OperationState | undefined {
  const last = input.lastOperation;
  if (last === undefined || last.operation?.sync === undefined) return undefined;
  const result = last.syncResult;
  if (result === undefined) return last.phase === 'Running' ? undefined : last;
  const isSame =
    result.revision === input.revision &&
    result.source !== undefined &&
    input.spec.source !== undefined &&
    deepEqual(unpinned(result.source), unpinned(input.spec.source));
  return isSame ? last : undefined;
}

function unpinned(source: ApplicationSource): ApplicationSource {
  return { ...source, targetRevision: '' };
}

function healAt(last: OperationState): Date {
  const finished = new Date(last.finishedAt ?? last.startedAt).getTime();
  const attempts = last.operation?.sync?.autoHealAttemptsCount ?? 0;
  return new Date(finished + selfHealDelay(attempts));
}

function automatedOperation(
  input: AutomatedInput,
  isHealing: boolean,
  outOfSync: readonly ResourceStatus[],
): Operation {
  const policy = input.spec.syncPolicy;
  const attempts = input.lastOperation?.operation?.sync?.autoHealAttemptsCount ?? 0;
  const selected = outOfSync
    .filter((entry) => entry.hook !== true)
    .map(({ group, kind, namespace, name }) => ({
      ...(group === undefined ? {} : { group }),
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      name,
    }));
  return {
    initiatedBy: { automated: true },
    retry: policy?.retry ?? { limit: defaultRetryLimit },
    sync: {
      revision: input.revision,
      ...(policy?.automated?.prune === true ? { prune: true } : {}),
      ...(policy?.syncOptions === undefined ? {} : { syncOptions: policy.syncOptions }),
      ...(isHealing ? { resources: selected, autoHealAttemptsCount: attempts + 1 } : {}),
    },
  };
}
