/** A least-recently-used cache bounded by the sum of its entries' sizes. */
export interface ManifestCache<T> {
  /** The cached value, or the one `make` gives; concurrent callers of one key share one `make`. */
  get(key: string, make: () => Promise<{ value: T; size: number }>): Promise<T>;
  delete(key: string): void;
}

/** Opens a cache that keeps at most `maxSize` (in the unit that `make` reports). */
export function createManifestCache<T>(maxSize: number): ManifestCache<T> {
  const entries = new Map<string, { value: T; size: number }>();
  const pending = new Map<string, Promise<T>>();
  let total = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (entry !== undefined) total -= entry.size;
    entries.delete(key);
  }

  async function load(key: string, make: () => Promise<{ value: T; size: number }>): Promise<T> {
    try {
      const entry = await make();
      drop(key);
      if (entry.size <= maxSize) {
        entries.set(key, entry);
        total += entry.size;
      }
      for (const oldest of entries.keys()) {
        if (total <= maxSize) break;
        drop(oldest);
      }
      return entry.value;
    } finally {
      pending.delete(key);
    }
  }

  return {
    async get(key, make) {
      const entry = entries.get(key);
      if (entry !== undefined) {
        entries.delete(key);
        entries.set(key, entry);
        return entry.value;
      }
      const running = pending.get(key) ?? load(key, make);
      if (!pending.has(key)) pending.set(key, running);
      return running;
    },
    delete: drop,
  };
}
