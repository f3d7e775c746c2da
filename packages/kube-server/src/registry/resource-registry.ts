import type { ServedResource } from './served-resource.ts';

/** Everything that is served now: the built-in resources and those of the CRDs. */
export class ResourceRegistry {
  readonly #builtIn: readonly ServedResource[];
  #all: readonly ServedResource[];
  #byPath = new Map<string, ServedResource>();
  #generation = 0;

  constructor(builtIn: readonly ServedResource[]) {
    this.#builtIn = builtIn;
    this.#all = builtIn;
    this.setCustom([]);
  }

  /** Rises with every change; documents made from the registry are cached by it. */
  get generation(): number {
    return this.#generation;
  }

  all(): readonly ServedResource[] {
    return this.#all;
  }

  find(group: string, version: string, resource: string): ServedResource | undefined {
    return this.#byPath.get(`${group}/${version}/${resource}`);
  }

  /** True when some resource of that group and version is served. */
  serves(group: string, version: string): boolean {
    return this.#all.some((item) => item.group === group && item.version === version);
  }

  /** The resource of a kind, preferably in that version. */
  findKind(group: string, kind: string, version?: string): ServedResource | undefined {
    const found = this.#all.filter((item) => item.group === group && item.kind === kind);
    return found.find((item) => item.version === version) ?? (version ? undefined : found[0]);
  }

  /** Replaces the resources that come from CRDs; built-in ones win. */
  setCustom(custom: readonly ServedResource[]): void {
    const byPath = new Map<string, ServedResource>();
    for (const item of [...custom, ...this.#builtIn]) {
      byPath.set(`${item.group}/${item.version}/${item.resource}`, item);
    }
    this.#byPath = byPath;
    this.#all = [...this.#builtIn, ...custom];
    this.#generation += 1;
  }
}
