import { createHash } from 'node:crypto';
import type { Pod } from '@fairway/kube';
import type { PodEndpoint } from './endpoint-table.ts';

/** One declared port and the loopback port that stands for it. */
export interface PortGrant {
  readonly container: string;
  readonly name?: string;
  readonly declared: number;
  readonly granted: number;
}

/** What a pod has of the shared network; kept on disk, as its processes hold on to it. */
export interface PodNetwork {
  /** An address of 127.0.0.0/8 of the pod's own. */
  readonly ip: string;
  readonly ports: readonly PortGrant[];
}

/** The address for a pod's uid: stable, and not one of `taken`. Outside 127.0.0.0/16. */
export function podAddress(uid: string, taken: ReadonlySet<string>): string {
  for (let turn = 0; ; turn++) {
    const [a = 0, b = 0, c = 0] = createHash('sha256').update(`${uid}.${turn}`).digest();
    const ip = `127.${1 + (a % 254)}.${b}.${1 + (c % 254)}`;
    if (!taken.has(ip)) return ip;
  }
}

/** Grants a port to every declared TCP port of a pod, a port number once a pod. */
export async function grantNetwork(
  pod: Pod,
  taken: ReadonlySet<string>,
  freePort: () => Promise<number>,
): Promise<PodNetwork> {
  const ports: PortGrant[] = [];
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    for (const port of container.ports ?? []) {
      if ((port.protocol ?? 'TCP') !== 'TCP') continue;
      if (ports.some(({ declared }) => declared === port.containerPort)) continue;
      ports.push({
        container: container.name,
        ...(port.name === undefined ? {} : { name: port.name }),
        declared: port.containerPort,
        granted: await freePort(),
      });
    }
  }
  return { ip: podAddress(pod.metadata.uid ?? '', taken), ports };
}

/** PORT (the first declared port) and PORT_<NAME> for one container. */
export function portVariables(network: PodNetwork, container: string): Record<string, string> {
  const own = network.ports.filter((port) => port.container === container);
  const variables: Record<string, string> = {};
  const [first] = own;
  if (first !== undefined) variables['PORT'] = String(first.granted);
  for (const { name, declared, granted } of own) {
    const suffix = (name ?? String(declared)).toUpperCase().replace(/[^A-Z0-9]/g, '_');
    variables[`PORT_${suffix}`] = String(granted);
  }
  return variables;
}

/** The table's rows for a pod. */
export function podEndpoints(pod: Pod, network: PodNetwork, draining: boolean): PodEndpoint[] {
  return network.ports.map(({ container, name, declared, granted }) => ({
    podUid: pod.metadata.uid ?? '',
    podIP: network.ip,
    namespace: pod.metadata.namespace ?? 'default',
    podName: pod.metadata.name ?? '',
    container,
    declaredPort: declared,
    ...(name === undefined ? {} : { portName: name }),
    address: { host: '127.0.0.1', port: granted },
    draining,
  }));
}
