/** Hands out addresses of the service range; what is given but not yet stored is reserved. */
export class ClusterIpAllocator {
  readonly #reserved = new Set<string>();
  readonly #inUse: () => Iterable<string>;
  #next = 2;

  /** `inUse` lists the addresses of the stored Services. */
  constructor(inUse: () => Iterable<string>) {
    this.#inUse = inUse;
  }

  /** A free address of 10.96.0.0/16; undefined when the range is exhausted. */
  allocate(): string | undefined {
    const used = new Set(this.#inUse());
    for (let tried = 0; tried < 65_533; tried += 1) {
      const host = this.#next;
      this.#next = this.#next >= 65_534 ? 2 : this.#next + 1;
      const address = `10.96.${host >> 8}.${host & 255}`;
      if (used.has(address) || this.#reserved.has(address)) continue;
      this.#reserved.add(address);
      return address;
    }
    return undefined;
  }

  /** Reserves an address asked for by name; false when another Service has it. */
  claim(address: string): boolean {
    if (this.#reserved.has(address) || new Set(this.#inUse()).has(address)) return false;
    this.#reserved.add(address);
    return true;
  }

  /** Ends reservations, once the Service is stored or refused. */
  release(addresses: Iterable<string>): void {
    for (const address of addresses) this.#reserved.delete(address);
  }
}

/** True for an address inside 10.96.0.0/16. */
export function inServiceRange(address: string): boolean {
  const match = /^10\.96\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  return match !== null && Number(match[1]) < 256 && Number(match[2]) < 256;
}
