import type { Namespace } from '@fairway/kube';

/** What is left in a namespace that is being deleted, by resource name. */
export type Remaining = ReadonlyMap<string, number>;

/** What to do about a namespace. */
export type NamespaceAction =
  | { type: 'none' }
  /** Delete what is in it, then look again. */
  | { type: 'empty' }
  /** Nothing is left: give up the `kubernetes` finalizer. */
  | { type: 'finalize'; finalizers: string[] };

const FINALIZER = 'kubernetes';

/** Decides on a namespace; `remaining` is undefined before it was counted. */
export function decideNamespace(
  namespace: Namespace,
  remaining: Remaining | undefined,
): NamespaceAction {
  const finalizers = namespace.spec?.finalizers ?? [];
  const going = namespace.metadata.deletionTimestamp !== undefined;
  if (!going || !finalizers.includes(FINALIZER)) return { type: 'none' };
  const empty = remaining !== undefined && [...remaining.values()].every((count) => count === 0);
  if (!empty) return { type: 'empty' };
  return { type: 'finalize', finalizers: finalizers.filter((name) => name !== FINALIZER) };
}
