import type { ResourceRegistry } from '../registry/resource-registry.ts';

/** The served groups in discovery order; the core group first. */
export function groupsOf(registry: ResourceRegistry): string[] {
  return [...new Set(registry.all().map((item) => item.group))];
}

/** `v2`, `v1`, `v1beta1`, …: the order of preference of Kubernetes. */
function rank(version: string): [number, number, number] {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return [0, 0, 0];
  const stability = match[2] === undefined ? 3 : match[2] === 'beta' ? 2 : 1;
  return [stability, Number(match[1]), Number(match[3] ?? 0)];
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [rank(left), rank(right)];
  return b[0] - a[0] || b[1] - a[1] || b[2] - a[2] || (left < right ? -1 : 1);
}

/** The served versions of a group, the preferred one first. */
export function groupVersions(registry: ResourceRegistry, group: string): string[] {
  const items = registry.all().filter((item) => item.group === group);
  return [...new Set(items.map((item) => item.version))].sort(compareVersions);
}
