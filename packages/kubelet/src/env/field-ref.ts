import { parseQuantity, type Pod } from '@fairway/kube';
import { KubeletError } from '../errors.ts';
import { containerOf } from '../pods/container-record.ts';

/** Addresses of the pod that its object may not carry yet. */
export interface PodAddresses {
  readonly podIP: string;
  readonly hostIP: string;
}

/** The value of a downward API field (core/v1 ObjectFieldSelector). */
export function fieldValue(pod: Pod, path: string, addresses: PodAddresses): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (keyed !== null) {
    const map = keyed[1] === 'labels' ? metadata.labels : metadata.annotations;
    return map?.[keyed[2] ?? ''] ?? '';
  }
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return keyValueLines(metadata.labels);
    case 'metadata.annotations':
      return keyValueLines(metadata.annotations);
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return spec.serviceAccountName ?? '';
    case 'status.podIP':
    case 'status.podIPs':
      return addresses.podIP;
    case 'status.hostIP':
    case 'status.hostIPs':
      return addresses.hostIP;
    default:
      throw new KubeletError(
        'config',
        'CreateContainerConfigError',
        `unsupported fieldPath: ${path}`,
      );
  }
}

/** `key="value"` lines, sorted, the value as Go quotes it. */
function keyValueLines(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

/** What an absent limit falls back to: the machine's allocatable amounts. */
export interface Allocatable {
  readonly cpu: number;
  readonly memory: number;
  readonly 'ephemeral-storage': number;
}

/** The value of a resource field, in units of its divisor, rounded up. */
export function resourceValue(
  pod: Pod,
  container: string,
  selector: {
    readonly resource: string;
    readonly containerName?: string;
    readonly divisor?: string;
  },
  allocatable: Allocatable,
): string {
  const resources = containerOf(pod.spec, selector.containerName ?? container)?.resources ?? {};
  const [list, name] = selector.resource.split(/\.(.*)/s);
  if (
    (list !== 'limits' && list !== 'requests') ||
    !(name === 'cpu' || name === 'memory' || name === 'ephemeral-storage')
  ) {
    throw new KubeletError(
      'config',
      'CreateContainerConfigError',
      `unsupported resource: ${selector.resource}`,
    );
  }
  const given = resources[list]?.[name];
  const value =
    given === undefined ? (list === 'limits' ? allocatable[name] : 0) : parseQuantity(given);
  const divisor = parseQuantity(selector.divisor ?? '0');
  return String(Math.ceil(value / (divisor === 0 ? 1 : divisor)));
}
