import { parseQuantity, type Container, type Pod } from '@fairway/kube';

/** Amounts by resource name, in base units. */
export type Amounts = Map<string, number>;

/**
 * What a pod asks of its node: its containers together, or its greediest init container when that
 * is more; sidecars (init containers that always restart) count with both. Plus one of `pods`.
 */
export function podRequests(pod: Pod): Amounts {
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const requests = containerRequests(container);
    if (container.restartPolicy === 'Always') addAmounts(sidecars, requests);
    else raise(peak, sum(requests, sidecars));
  }
  const total: Amounts = new Map(sidecars);
  for (const container of pod.spec.containers) addAmounts(total, containerRequests(container));
  raise(total, peak);
  total.set('pods', 1);
  return total;
}

/** Adds the second amounts to the first. */
export function addAmounts(target: Amounts, more: Amounts): void {
  for (const [name, value] of more) target.set(name, (target.get(name) ?? 0) + value);
}

/** Reads a resource list; throws QuantityError on what is none (the server lets none in). */
export function readAmounts(list: Readonly<Record<string, string | number>> | undefined): Amounts {
  return new Map(Object.entries(list ?? {}).map(([name, value]) => [name, parseQuantity(value)]));
}

function containerRequests(container: Container): Amounts {
  // A limit without a request asks for the limit; the server writes that into the pod.
  return readAmounts({ ...container.resources?.limits, ...container.resources?.requests });
}

function sum(a: Amounts, b: Amounts): Amounts {
  const result: Amounts = new Map(a);
  addAmounts(result, b);
  return result;
}

function raise(target: Amounts, floor: Amounts): void {
  for (const [name, value] of floor) target.set(name, Math.max(target.get(name) ?? 0, value));
}
