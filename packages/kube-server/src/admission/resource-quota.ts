import { forbidden, formatQuantity, parseQuantity, type KubeObject } from '@fairway/kube';
import { objectAt, objectsOf, textOf, valueAt } from '../json.ts';
import type { ServerContext } from '../request/context.ts';
import { qualifiedResource } from '../registry/served-resource.ts';
import type { AdmissionPlugin } from './admission.ts';

type Usage = Record<string, number>;

/** Refuses an object that would take the namespace over one of its ResourceQuotas. */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(context, { operation, resource, namespace, object }) {
    if (operation !== 'CREATE' || !resource.namespaced) return;
    const quotas = context.store.cache.list('core/resourcequotas', namespace);
    if (quotas.length === 0) return;
    const isPod = resource.storage.id === 'core/pods';
    const asked = isPod
      ? podUsage(object)
      : countUsage(qualifiedResource(resource), resource.group);
    for (const quota of quotas) {
      const hard = objectAt(quota.object, 'spec', 'hard') ?? {};
      const names = Object.keys(hard).filter((name) => isQuotaOf(name, asked, isPod));
      if (names.length === 0) continue;
      if (isPod) requireValues(quota.name, names, asked, object);
      const used = usageOf(context, resource.storage.id, namespace, isPod, asked);
      const over = names.filter(
        (name) => (used[name] ?? 0) + (asked[name] ?? 0) > parseQuantity(textOf(hard[name])),
      );
      if (over.length === 0) continue;
      const list = (values: Usage): string =>
        over.map((name) => `${name}=${formatAmount(name, values[name] ?? 0)}`).join(',');
      const limited = over.map((name) => `${name}=${textOf(hard[name])}`).join(',');
      throw forbidden(
        resource,
        object.metadata.name ?? '',
        `exceeded quota: ${quota.name}, requested: ${list(asked)}, used: ${list(used)}, limited: ${limited}`,
      );
    }
  },
};

function isQuotaOf(name: string, asked: Usage, isPod: boolean): boolean {
  return asked[name] !== undefined || (isPod && /^(requests\.|limits\.)?(cpu|memory)$/.test(name));
}

function formatAmount(name: string, value: number): string {
  return formatQuantity(value, name.endsWith('memory') ? 'BinarySI' : 'DecimalSI');
}

function countUsage(qualified: string, group: string): Usage {
  return { [`count/${qualified}`]: 1, ...(group === '' ? { [qualified]: 1 } : {}) };
}

/** What one pod counts for: itself, and the sums of its containers (or its largest init container). */
function podUsage(pod: KubeObject): Usage {
  const usage: Usage = { pods: 1, 'count/pods': 1 };
  for (const part of ['requests', 'limits']) {
    for (const name of ['cpu', 'memory']) {
      const amounts = (list: string): number[] =>
        objectsOf(valueAt(pod, 'spec', list)).flatMap((container) => {
          const value = valueAt(container, 'resources', part, name);
          return typeof value === 'string' ? [parseQuantity(value)] : [];
        });
      const main = amounts('containers');
      const initial = amounts('initContainers');
      if (main.length === 0 && initial.length === 0) continue;
      const total = Math.max(
        main.reduce((sum, amount) => sum + amount, 0),
        ...initial,
      );
      usage[`${part}.${name}`] = total;
      if (part === 'requests') usage[name] = total;
    }
  }
  return usage;
}

function requireValues(quota: string, names: string[], asked: Usage, pod: KubeObject): void {
  const missing = names.filter((name) => asked[name] === undefined);
  if (missing.length === 0) return;
  const containers = objectsOf(valueAt(pod, 'spec', 'containers')).map((item) =>
    textOf(item['name']),
  );
  const text = missing.map((name) => `${name} for: ${containers.join(',')}`).join('; ');
  throw forbidden(
    { group: '', resource: 'pods' },
    pod.metadata.name ?? '',
    `failed quota: ${quota}: must specify ${text}`,
  );
}

function usageOf(
  context: ServerContext,
  id: string,
  namespace: string,
  isPod: boolean,
  each: Usage,
): Usage {
  const total: Usage = {};
  for (const { object } of context.store.cache.list(id, namespace)) {
    const phase = valueAt(object, 'status', 'phase');
    if (isPod && (phase === 'Succeeded' || phase === 'Failed')) continue;
    for (const [name, amount] of Object.entries(isPod ? podUsage(object) : each)) {
      total[name] = (total[name] ?? 0) + amount;
    }
  }
  return total;
}
