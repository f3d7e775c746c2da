import type { KubeClient, Service } from '@fairway/kube';
import type { SandboxRuntime } from '@fairway/sandbox';
import type { References } from '../cluster/references.ts';
import type { Allocatable } from '../env/field-ref.ts';
import type { EventRecorder } from '../events/event-recorder.ts';
import type { ImageProvider } from '../images/image-provider.ts';
import type { KubeletLogger } from '../logger.ts';
import type { MutableEndpointTable } from '../network/endpoint-table.ts';
import type { PortPool } from '../network/free-port.ts';
import type { TokenIssuer } from '../volumes/volume-files.ts';
import type { PodStore } from './pod-store.ts';

/** What all pods of a kubelet share. */
export interface KubeletContext {
  readonly client: KubeClient;
  readonly sandbox: SandboxRuntime;
  readonly images: ImageProvider;
  readonly references: References;
  readonly issueToken: TokenIssuer;
  readonly services: () => readonly Service[];
  readonly endpoints: MutableEndpointTable;
  readonly ports: PortPool;
  /** Addresses that pods have. */
  readonly addresses: Set<string>;
  readonly store: PodStore;
  readonly memoryDir: string;
  readonly recorder: EventRecorder;
  readonly logger: KubeletLogger;
  readonly nodeName: string;
  readonly hostAddress: string;
  readonly clusterEnv: Readonly<Record<string, string>>;
  readonly allocatable: Allocatable;
  readonly maxLogBytes: number;
  /** Between the mark that a pod drains and its SIGTERM. */
  readonly drainMs: number;
  readonly now: () => Date;
  /** Asks for a new look at a pod. */
  readonly wake: (uid: string) => void;
}
