import type { Entry } from './entry.ts';

interface Bucket {
  entries: Map<string, Entry>;
  sorted: Entry[] | undefined;
}

function byName(left: Entry, right: Entry): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** The live objects of one resource, by namespace; lists come in key order. */
export class Collection {
  readonly #buckets = new Map<string, Bucket>();

  get(namespace: string, name: string): Entry | undefined {
    return this.#buckets.get(namespace)?.entries.get(name);
  }

  set(entry: Entry): void {
    let bucket = this.#buckets.get(entry.namespace);
    if (bucket === undefined) {
      bucket = { entries: new Map(), sorted: undefined };
      this.#buckets.set(entry.namespace, bucket);
    }
    bucket.entries.set(entry.name, entry);
    bucket.sorted = undefined;
  }

  delete(namespace: string, name: string): void {
    const bucket = this.#buckets.get(namespace);
    if (bucket === undefined) return;
    bucket.entries.delete(name);
    bucket.sorted = undefined;
    if (bucket.entries.size === 0) this.#buckets.delete(namespace);
  }

  /** Entries of one namespace, or of all when it is undefined. The array must not be changed. */
  list(namespace?: string): readonly Entry[] {
    if (namespace !== undefined) return this.#sorted(namespace);
    const namespaces = [...this.#buckets.keys()].sort();
    const [only] = namespaces;
    if (only !== undefined && namespaces.length === 1) return this.#sorted(only);
    return namespaces.flatMap((name) => this.#sorted(name));
  }

  #sorted(namespace: string): Entry[] {
    const bucket = this.#buckets.get(namespace);
    if (bucket === undefined) return [];
    bucket.sorted ??= [...bucket.entries.values()].sort(byName);
    return bucket.sorted;
  }
}
