import {
  formatQuantity,
  parseQuantity,
  type KubeObject,
  type Pod,
  type ResourceList,
  type ResourceQuota,
} from '@fairway/kube';
import { isPodTerminal } from '../runtime/pods.ts';
import { addAmounts, podLimits, podRequests, type Amounts } from '../runtime/requests.ts';

/** The objects of a namespace that quotas count, by `resource` or `resource.group`. */
export type Counted = ReadonlyMap<string, readonly KubeObject[]>;

/** The status of a ResourceQuota: its limits, and what the namespace uses of each. */
export function quotaStatus(
  quota: ResourceQuota,
  counted: Counted,
): NonNullable<ResourceQuota['status']> {
  const hard = quota.spec?.hard ?? {};
  const compute = computeUsage((counted.get('pods') ?? []) as readonly Pod[]);
  const used: ResourceList = {};
  for (const [name, limit] of Object.entries(hard)) {
    const amount = compute.get(name) ?? countOf(name, counted);
    if (amount === undefined) continue;
    const binary = typeof limit === 'string' && limit.endsWith('i');
    used[name] = formatQuantity(
      amount,
      binary || name.endsWith('memory') ? 'BinarySI' : 'DecimalSI',
    );
  }
  return { hard, used };
}

/** The resources whose objects a quota has to see. */
export function countedResources(quota: ResourceQuota): string[] {
  return Object.keys(quota.spec?.hard ?? {}).map((name) => {
    if (name.startsWith('count/')) return name.slice('count/'.length);
    return PLAIN_COUNTS.get(name) ?? 'pods';
  });
}

const PLAIN_COUNTS = new Map([
  ['configmaps', 'configmaps'],
  ['secrets', 'secrets'],
  ['services', 'services'],
  ['services.nodeports', 'services'],
  ['services.loadbalancers', 'services'],
  ['persistentvolumeclaims', 'persistentvolumeclaims'],
  ['requests.storage', 'persistentvolumeclaims'],
  ['resourcequotas', 'resourcequotas'],
  ['replicationcontrollers', 'replicationcontrollers'],
]);

function computeUsage(pods: readonly Pod[]): Amounts {
  const usage: Amounts = new Map([
    ['pods', 0],
    ...['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'].map(
      (name): [string, number] => [name, 0],
    ),
  ]);
  for (const pod of pods.filter((one) => !isPodTerminal(one))) {
    for (const [name, amount] of podRequests(pod)) {
      const names = name === 'pods' ? [name] : [name, `requests.${name}`];
      addAmounts(usage, new Map(names.map((one) => [one, amount])));
    }
    for (const [name, amount] of podLimits(pod)) {
      addAmounts(usage, new Map([[`limits.${name}`, amount]]));
    }
  }
  return usage;
}

function countOf(name: string, counted: Counted): number | undefined {
  const services = counted.get('services') ?? [];
  const ofType = (type: string): number =>
    services.filter((service) => (service['spec'] as { type?: string } | undefined)?.type === type)
      .length;
  if (name === 'services.nodeports') return ofType('NodePort') + ofType('LoadBalancer');
  if (name === 'services.loadbalancers') return ofType('LoadBalancer');
  const resource = name.startsWith('count/') ? name.slice('count/'.length) : name;
  if (name === 'requests.storage') return storage(counted.get('persistentvolumeclaims') ?? []);
  return counted.get(resource)?.length;
}

function storage(claims: readonly KubeObject[]): number {
  return claims.reduce((sum, claim) => {
    const spec = claim['spec'] as { resources?: { requests?: ResourceList } } | undefined;
    return sum + parseQuantity(spec?.resources?.requests?.['storage'] ?? 0);
  }, 0);
}
