/** One ref that moved. `before` null: it was made; `after` null: it was deleted. */
export interface RefEvent {
  readonly repository: string;
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Who moved it, as far as it is known. */
  readonly pusher?: string;
}

/** The difference between the refs last recorded and those seen now, in the order of their names. */
export function compareRefs(
  repository: string,
  recorded: ReadonlyMap<string, string>,
  seen: ReadonlyMap<string, string>,
): RefEvent[] {
  const names = new Set([...recorded.keys(), ...seen.keys()]);
  return [...names]
    .sort()
    .map((ref) => ({
      repository,
      ref,
      before: recorded.get(ref) ?? null,
      after: seen.get(ref) ?? null,
    }))
    .filter((event) => event.before !== event.after);
}
