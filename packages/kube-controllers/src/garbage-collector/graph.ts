import type { GroupVersionResource, KubeObject } from '@fairway/kube';

/** An object with the resource that serves it. */
export interface Node {
  resource: GroupVersionResource;
  object: KubeObject;
}

/** All objects by uid, and who names whom as an owner. */
export interface Graph {
  put(resource: GroupVersionResource, object: KubeObject): void;
  remove(object: KubeObject): void;
  get(uid: string): Node | undefined;
  dependents(uid: string): Node[];
}

/** Makes an empty graph. */
export function createGraph(): Graph {
  const nodes = new Map<string, Node>();
  const byOwner = new Map<string, Set<string>>();

  function unlink(uid: string): void {
    for (const owner of ownersOf(nodes.get(uid)?.object)) {
      const dependents = byOwner.get(owner);
      dependents?.delete(uid);
      if (dependents?.size === 0) byOwner.delete(owner);
    }
  }

  return {
    put(resource, object) {
      const { uid } = object.metadata;
      if (uid === undefined) return;
      unlink(uid);
      nodes.set(uid, { resource, object });
      for (const owner of ownersOf(object)) {
        const dependents = byOwner.get(owner) ?? new Set();
        dependents.add(uid);
        byOwner.set(owner, dependents);
      }
    },
    remove({ metadata: { uid } }) {
      if (uid === undefined) return;
      unlink(uid);
      nodes.delete(uid);
    },
    get: (uid) => nodes.get(uid),
    dependents: (uid) =>
      [...(byOwner.get(uid) ?? [])].flatMap((dependent) => {
        const node = nodes.get(dependent);
        return node === undefined ? [] : [node];
      }),
  };
}

function ownersOf(object: KubeObject | undefined): string[] {
  return (object?.metadata.ownerReferences ?? []).map((reference) => reference.uid);
}
