import type { KubeObject } from '@fairway/kube';
import { formatKey, keyOf } from '../object/resource-key.ts';
import { managingApplication } from '../tracking/tracking.ts';

/** Which live objects each Application manages, by their tracking ids. */
export class ManagedIndex {
  readonly #objects = new Map<string, Map<string, KubeObject>>();

  /** Takes in a change in one store; answers the Applications that manage or managed the object. */
  update(
    store: string,
    before: KubeObject | undefined,
    object: KubeObject | undefined,
  ): Set<string> {
    const applications = new Set<string>();
    const old = before === undefined ? undefined : managingApplication(before);
    if (before !== undefined && old !== undefined) {
      applications.add(old);
      const objects = this.#objects.get(old);
      objects?.delete(`${store}:${formatKey(keyOf(before))}`);
      if (objects?.size === 0) this.#objects.delete(old);
    }
    const manager = object === undefined ? undefined : managingApplication(object);
    if (object !== undefined && manager !== undefined) {
      applications.add(manager);
      const objects = this.#objects.get(manager) ?? new Map<string, KubeObject>();
      this.#objects.set(manager, objects.set(`${store}:${formatKey(keyOf(object))}`, object));
    }
    return applications;
  }

  /** The objects of an Application, each once although several versions may be watched. */
  of(application: string): readonly KubeObject[] {
    const found = new Map<string, KubeObject>();
    for (const object of this.#objects.get(application)?.values() ?? []) {
      const key = formatKey(keyOf(object));
      if (!found.has(key)) found.set(key, object);
    }
    return [...found.values()];
  }
}
