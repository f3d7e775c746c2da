import type { EndpointSlice, IngressBackend, Service } from '@fairway/kube';
import type { Address, EndpointTable } from '../network/endpoint-table.ts';

/** One endpoint that a request can go to. */
export interface Backend {
  readonly podUid: string | undefined;
  readonly address: Address;
}

/**
 * The ready endpoints behind an Ingress backend: the Service's port, by the slices' ports of the
 * same name, resolved through the table. A pod that drains is left out at once, whatever the
 * slices still say.
 */
export function readyBackends(
  backend: IngressBackend,
  service: Service | undefined,
  slices: readonly EndpointSlice[],
  table: EndpointTable,
): Backend[] {
  const wanted = backend.service?.port;
  const port = (service?.spec.ports ?? []).find(({ name, port }) =>
    wanted?.name === undefined ? port === wanted?.number : name === wanted.name,
  );
  if (service === undefined || port === undefined) return [];
  const backends = new Map<string, Backend>();
  for (const slice of slices) {
    if (slice.metadata.namespace !== service.metadata.namespace) continue;
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== service.metadata.name) continue;
    const target = (slice.ports ?? []).find(({ name }) => (name ?? '') === (port.name ?? ''))?.port;
    if (target === undefined) continue;
    for (const { addresses, conditions } of slice.endpoints ?? []) {
      if (conditions?.ready === false || conditions?.terminating === true) continue;
      for (const ip of addresses) add(ip, target);
    }
  }
  return [...backends.values()];

  function add(ip: string, target: number): void {
    const endpoint = table.resolveIp(ip, target);
    if (endpoint?.draining === true) return;
    // An address that is no pod of this node is taken as it is.
    const address = endpoint?.address ?? { host: ip, port: target };
    backends.set(`${address.host}:${address.port}`, { podUid: endpoint?.podUid, address });
  }
}
