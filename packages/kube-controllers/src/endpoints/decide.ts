import { createHash } from 'node:crypto';
import {
  formatTime,
  jsonEqual,
  type Endpoints,
  type EndpointSlice,
  type EndpointSubset,
  type Pod,
  type Service,
} from '@fairway/kube';
import { controllerReference } from '../runtime/owners.ts';
import { serviceBackends, type Backend, type ResolvedPort } from './backends.ts';

/** All that the endpoints controllers look at for one Service. */
export interface ObservedService {
  service: Service;
  pods: readonly Pod[];
  /** The slices of the Service that this controller manages. */
  slices: readonly EndpointSlice[];
  endpoints: Endpoints | undefined;
  now: Date;
}

/** The objects to write so that a Service's backends are up to date. */
export interface EndpointsDecision {
  putSlices: EndpointSlice[];
  deleteSlices: EndpointSlice[];
  putEndpoints?: Endpoints;
}

export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER = 'endpointslice-controller.k8s.io';
const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
const HEADLESS = 'service.kubernetes.io/headless';

/** Decides the slices and the Endpoints of a Service that selects pods. */
export function decideEndpoints(observed: ObservedService): EndpointsDecision {
  const { service, pods, slices, endpoints } = observed;
  if (!selectsPods(service)) return { putSlices: [], deleteSlices: [...slices] };
  const here = pods.filter((pod) => pod.metadata.namespace === service.metadata.namespace);
  const backends = serviceBackends(service, here);
  const wanted = wantedSlices(observed, backends);
  const names = new Set(wanted.map((slice) => slice.metadata.name));
  const changed = wanted.filter((slice) => {
    const current = slices.find((one) => one.metadata.name === slice.metadata.name);
    return current === undefined || !sameSlice(current, slice);
  });
  const next = wantedEndpoints(observed, backends);
  const upToDate =
    endpoints !== undefined &&
    jsonEqual(endpoints.subsets ?? [], next.subsets ?? []) &&
    jsonEqual(endpoints.metadata.labels ?? {}, next.metadata.labels ?? {});
  return {
    putSlices: changed,
    deleteSlices: slices.filter((slice) => !names.has(slice.metadata.name ?? '')),
    ...(upToDate ? {} : { putEndpoints: next }),
  };
}

function selectsPods(service: Service): boolean {
  return (
    service.metadata.deletionTimestamp === undefined &&
    service.spec.type !== 'ExternalName' &&
    Object.keys(service.spec.selector ?? {}).length > 0
  );
}

/** One slice a set of port numbers; without any backend one empty slice. */
function wantedSlices(observed: ObservedService, backends: readonly Backend[]): EndpointSlice[] {
  const groups = new Map<string, { ports: ResolvedPort[]; backends: Backend[] }>();
  for (const backend of backends) {
    const key = JSON.stringify(backend.ports);
    const group = groups.get(key) ?? { ports: backend.ports, backends: [] };
    group.backends.push(backend);
    groups.set(key, group);
  }
  if (groups.size === 0) groups.set('', { ports: [], backends: [] });
  return [...groups].map(([key, group]) => slice(observed, key, group));
}

function slice(
  { service, now }: ObservedService,
  key: string,
  { ports, backends }: { ports: ResolvedPort[]; backends: Backend[] },
): EndpointSlice {
  const { name = '', namespace = '', uid = '' } = service.metadata;
  // The name follows from what tells slices apart, so that a repeated write finds the same one.
  const suffix = createHash('sha256').update(`${uid}${key}`).digest('hex').slice(0, 5);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${suffix}`,
      namespace,
      labels: { ...sliceLabels(service), [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER },
      annotations: { [TRIGGER_TIME]: formatTime(now) },
      ownerReferences: [controllerReference(service)],
    },
    addressType: 'IPv4',
    endpoints: backends.map((backend) => backend.endpoint),
    ports,
  };
}

function sliceLabels(service: Service): Record<string, string> {
  const headless = service.spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {};
  return { ...service.metadata.labels, ...headless };
}

function sameSlice(a: EndpointSlice, b: EndpointSlice): boolean {
  return (
    jsonEqual(a.endpoints ?? [], b.endpoints) &&
    jsonEqual(a.ports ?? [], b.ports) &&
    jsonEqual(a.metadata.labels, b.metadata.labels)
  );
}

function wantedEndpoints(
  { service, now }: ObservedService,
  backends: readonly Backend[],
): Endpoints {
  const { name = '', namespace = '' } = service.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name,
      namespace,
      labels: sliceLabels(service),
      annotations: { [TRIGGER_TIME]: formatTime(now) },
    },
    subsets: subsets(backends),
  };
}

/** Terminating pods are in no subset; the others are by their readiness. */
function subsets(backends: readonly Backend[]): EndpointSubset[] {
  const groups = new Map<string, EndpointSubset>();
  for (const { endpoint, ports } of backends) {
    if (endpoint.conditions?.terminating === true || ports.length === 0) continue;
    const key = JSON.stringify(ports);
    const subset: EndpointSubset = groups.get(key) ?? { ports: ports.map(subsetPort) };
    const { nodeName, targetRef, hostname } = endpoint;
    const address = {
      ip: endpoint.addresses[0] ?? '',
      ...(hostname === undefined ? {} : { hostname }),
      ...(nodeName === undefined ? {} : { nodeName }),
      ...(targetRef === undefined ? {} : { targetRef }),
    };
    const list = endpoint.conditions?.ready === true ? 'addresses' : 'notReadyAddresses';
    subset[list] = [...(subset[list] ?? []), address];
    groups.set(key, subset);
  }
  return [...groups.values()];
}

function subsetPort({ name, ...rest }: ResolvedPort): { name?: string; port: number } {
  return { ...(name === '' ? {} : { name }), ...rest };
}
