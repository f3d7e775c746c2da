import { parseQuantity, type Container, type Pod, type ResourceList } from '@fairway/kube';

/** Amounts by resource name, in base units. */
export type Amounts = Map<string, number>;

/**
 * What a pod asks of its node: its containers together, or its greediest init container when that
 * is more; sidecars (init containers that always restart) count with both. Plus one of `pods`.
 * A limit without a request asks for the limit, as the server defaults it.
 */
export function podRequests(pod: Pod): Amounts {
  const total = podAmounts(pod, (container) => ({
    ...container.resources?.limits,
    ...container.resources?.requests,
  }));
  return total.set('pods', 1);
}

/** The most that a pod may use, added up like its requests. */
export function podLimits(pod: Pod): Amounts {
  return podAmounts(pod, (container) => container.resources?.limits ?? {});
}

/** Adds the second amounts to the first. */
export function addAmounts(target: Amounts, more: Amounts): void {
  for (const [name, value] of more) target.set(name, (target.get(name) ?? 0) + value);
}

/** Reads a resource list; throws QuantityError on what is none (the server lets none in). */
export function readAmounts(list: ResourceList | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, value]) => [name, parseQuantity(value)]));
}

function podAmounts(pod: Pod, amounts: (container: Container) => ResourceList): Amounts {
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const own = readAmounts(amounts(container));
    if (container.restartPolicy === 'Always') addAmounts(sidecars, own);
    else raise(peak, sum(own, sidecars));
  }
  const total: Amounts = new Map(sidecars);
  for (const container of pod.spec.containers) addAmounts(total, readAmounts(amounts(container)));
  raise(total, peak);
  return total;
}

function sum(a: Amounts, b: Amounts): Amounts {
  const result: Amounts = new Map(a);
  addAmounts(result, b);
  return result;
}

function raise(target: Amounts, floor: Amounts): void {
  for (const [name, value] of floor) target.set(name, Math.max(target.get(name) ?? 0, value));
}
