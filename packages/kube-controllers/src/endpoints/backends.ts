import type { Endpoint, Pod, Service, ServicePort } from '@fairway/kube';
import { isPodReady, isPodTerminal } from '../runtime/pods.ts';

/** A port as it is on one pod: the Service's port with the pod's number. */
export interface ResolvedPort {
  name: string;
  protocol: string;
  port: number;
  appProtocol?: string;
}

/** One pod behind a Service, with the ports that it offers. */
export interface Backend {
  endpoint: Endpoint;
  ports: ResolvedPort[];
}

/** The pods behind a Service: those that match, have an address and haven't ended. */
export function serviceBackends(service: Service, pods: readonly Pod[]): Backend[] {
  const selector = Object.entries(service.spec.selector ?? {});
  return pods
    .filter((pod) => selector.every(([name, value]) => pod.metadata.labels?.[name] === value))
    .filter((pod) => (pod.status?.podIP ?? '') !== '' && !isPodTerminal(pod))
    .sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))
    .map((pod) => ({ endpoint: endpointOf(service, pod), ports: resolvePorts(service, pod) }));
}

function endpointOf(service: Service, pod: Pod): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const { nodeName, hostname, subdomain } = pod.spec;
  const { name = '', namespace = '', uid = '' } = pod.metadata;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(hostname !== undefined && subdomain === service.metadata.name ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

function resolvePorts(service: Service, pod: Pod): ResolvedPort[] {
  return (service.spec.ports ?? []).flatMap((servicePort) => {
    const port = targetPort(servicePort, pod);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [{ name, protocol, port, ...(appProtocol === undefined ? {} : { appProtocol }) }];
  });
}

/** A number is taken as it is, a name is looked up among the pod's ports of that protocol. */
function targetPort(servicePort: ServicePort, pod: Pod): number | undefined {
  const { targetPort: target, port, protocol = 'TCP' } = servicePort;
  if (target === undefined || target === 0 || target === '') return port;
  if (typeof target === 'number') return target;
  return pod.spec.containers
    .flatMap((container) => container.ports ?? [])
    .find((declared) => declared.name === target && (declared.protocol ?? 'TCP') === protocol)
    ?.containerPort;
}
