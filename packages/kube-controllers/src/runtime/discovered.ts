import type { ApiResource } from '@fairway/kube';

// Never collected: they are many, short-lived, and own nothing.
const IGNORED = new Set(['events', 'events.events.k8s.io']);

/**
 * The resources whose objects can be listed, watched and deleted, each once: at the first version
 * that discovery names (the preferred one).
 */
export function deletableResources(discovered: readonly ApiResource[]): ApiResource[] {
  const found = new Map<string, ApiResource>();
  for (const resource of discovered) {
    const name =
      resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`;
    const able = ['list', 'watch', 'delete'].every((verb) => resource.verbs.includes(verb));
    if (able && !IGNORED.has(name) && !found.has(name)) found.set(name, resource);
  }
  return [...found.values()];
}
