/** Where the refs last told to the listeners are kept: the memory of {@link RefTracker}. */
export interface RefStore {
  /** The recorded refs (name to object id); empty for a repository never seen. */
  load(repository: string): Promise<ReadonlyMap<string, string>>;
  /** Replaces the record of one repository in one step. An empty map forgets it. */
  save(repository: string, refs: ReadonlyMap<string, string>): Promise<void>;
}

/** Keeps the record in memory: after a restart every ref counts as new. */
export function createMemoryRefStore(): RefStore {
  const records = new Map<string, ReadonlyMap<string, string>>();
  return {
    load: (repository) => Promise.resolve(records.get(repository) ?? new Map()),
    save(repository, refs) {
      if (refs.size === 0) records.delete(repository);
      else records.set(repository, new Map(refs));
      return Promise.resolve();
    },
  };
}
