/** Where something listens on this machine. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One declared port of a pod and the address it is reached at. */
export interface PodEndpoint {
  readonly podUid: string;
  readonly podIP: string;
  readonly namespace: string;
  readonly podName: string;
  readonly container: string;
  /** The port as the pod declares it. */
  readonly declaredPort: number;
  readonly portName?: string;
  readonly address: Address;
  /** A pod that is being stopped gets no new requests. */
  readonly draining: boolean;
}

/**
 * The one table from (pod, declared port) to an address, so that declared ports stay untouched in
 * every object. Probes, Ingress and the scraper all resolve through it.
 */
export interface EndpointTable {
  resolve(podUid: string, port: number): PodEndpoint | undefined;
  /** As an EndpointSlice names it: by the pod's IP. */
  resolveIp(podIP: string, port: number): PodEndpoint | undefined;
  list(): readonly PodEndpoint[];
  /** Calls back when a pod's endpoints appear, start to drain or go. Returns how to stop that. */
  onChange(listener: (podUid: string) => void): () => void;
}

/** The table as the kubelet writes it. */
export class MutableEndpointTable implements EndpointTable {
  readonly #pods = new Map<string, PodEndpoint[]>();
  readonly #uids = new Map<string, string>();
  readonly #listeners = new Set<(podUid: string) => void>();

  set(podUid: string, podIP: string, endpoints: readonly PodEndpoint[]): void {
    this.#pods.set(podUid, [...endpoints]);
    this.#uids.set(podIP, podUid);
    this.#tell(podUid);
  }

  drain(podUid: string): void {
    const endpoints = this.#pods.get(podUid);
    if (endpoints === undefined) return;
    this.#pods.set(
      podUid,
      endpoints.map((endpoint) => ({ ...endpoint, draining: true })),
    );
    this.#tell(podUid);
  }

  remove(podUid: string): void {
    this.#pods.delete(podUid);
    for (const [ip, uid] of this.#uids) if (uid === podUid) this.#uids.delete(ip);
    this.#tell(podUid);
  }

  resolve(podUid: string, port: number): PodEndpoint | undefined {
    return this.#pods.get(podUid)?.find(({ declaredPort }) => declaredPort === port);
  }

  resolveIp(podIP: string, port: number): PodEndpoint | undefined {
    const uid = this.#uids.get(podIP);
    return uid === undefined ? undefined : this.resolve(uid, port);
  }

  list(): readonly PodEndpoint[] {
    return [...this.#pods.values()].flat();
  }

  onChange(listener: (podUid: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(podUid: string): void {
    for (const listener of this.#listeners) listener(podUid);
  }
}
