import type { OperationState, RevisionHistory } from '../application/application.ts';

const defaultLimit = 10;

/**
 * The history with a finished operation added: only a whole, real sync that succeeded counts. The
 * id is one more than the last one's; the oldest entries go.
 */
export function appendHistory(
  history: readonly RevisionHistory[],
  state: OperationState,
  limit: number = defaultLimit,
): RevisionHistory[] {
  const sync = state.operation?.sync;
  const isWhole = sync?.dryRun !== true && (sync?.resources ?? []).length === 0;
  if (state.phase !== 'Succeeded' || !isWhole || state.syncResult === undefined) {
    return [...history];
  }
  const last = history.at(-1);
  const entry: RevisionHistory = {
    id: last === undefined ? 0 : last.id + 1,
    revision: state.syncResult.revision,
    deployedAt: state.finishedAt ?? state.startedAt,
    deployStartedAt: state.startedAt,
    ...(state.syncResult.source === undefined ? {} : { source: state.syncResult.source }),
    initiatedBy: state.operation?.initiatedBy ?? {},
  };
  return limit <= 0 ? [] : [...history, entry].slice(-limit);
}
