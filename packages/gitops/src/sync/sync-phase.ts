/** The phases of a sync, in order; SyncFail runs only after a failure. */
export type SyncPhase = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail';

const order: Readonly<Record<SyncPhase, number>> = {
  PreSync: -1,
  Sync: 0,
  PostSync: 1,
  SyncFail: 2,
};

/** Negative when `a` runs before `b`. */
export function comparePhases(a: SyncPhase, b: SyncPhase): number {
  return order[a] - order[b];
}

/** Narrows to the phases a sync runs. */
export function isSyncPhase(text: string): text is SyncPhase {
  return Object.hasOwn(order, text);
}
