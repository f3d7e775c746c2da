import type { KubeClient } from '@fairway/kube';
import type { SandboxExecResult, SandboxRuntime } from '@fairway/sandbox';
import type { ImageProvider } from './images/image-provider.ts';
import type { KubeletLogger } from './logger.ts';
import type { LogOptions } from './logs/read-logs.ts';
import type { EndpointTable } from './network/endpoint-table.ts';

/** Names one container of a pod; the only one (or the first) when `container` is absent. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
}

/** Which log is asked for and how. */
export interface LogRef extends ContainerRef, LogOptions {
  /** The log of the container's run before this one. */
  readonly previous?: boolean;
}

/** What `startKubelet` needs. */
export interface KubeletOptions {
  readonly client: KubeClient;
  readonly sandbox: SandboxRuntime;
  readonly images: ImageProvider;
  /** Owner-only folder for pods' state, volumes and logs. */
  readonly dataDir: string;
  readonly nodeName: string;
  /** 127.0.0.1 when absent. */
  readonly hostAddress?: string;
  /** Variables for every container, below the image's own. */
  readonly clusterEnv?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly logger?: KubeletLogger;
  /** A log is rotated beyond this size; 10 MiB when absent. */
  readonly maxLogBytes?: number;
  /** How long a pod drains before its SIGTERM; 250 ms when absent. */
  readonly drainMs?: number;
}

/** A node of this machine that runs the pods bound to it. */
export interface Kubelet {
  readonly endpoints: EndpointTable;
  /**
   * The bytes of a container's log; with `follow` until it ends or the signal aborts.
   * @throws KubeletError `not-found` for a pod, container or previous run that is not there.
   */
  logs(ref: LogRef, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** @throws KubeletError `not-found` or `not-running`. */
  exec(
    ref: ContainerRef,
    command: readonly string[],
    options?: { readonly timeoutMs?: number },
  ): Promise<SandboxExecResult>;
  /** Stops all pods' processes (grace up to 5 s) and the kubelet; the next start runs them again. */
  stopAll(): Promise<void>;
  /** Stops the kubelet and leaves the pods running. */
  detach(): Promise<void>;
  /** What this node cannot give pods, a sentence each. */
  doctor(): string[];
}
