import type { Informer, KubeObject } from '@fairway/kube';

/** Remembers own writes that the informer hasn't shown yet, so that none is done twice. */
export interface Expectations {
  created(key: string, object: KubeObject): void;
  deleted(key: string, object: KubeObject): void;
  /** True once the informer has shown all writes of the key, or after half a minute. */
  satisfied(key: string): boolean;
  close(): void;
}

interface Pending {
  key: string;
  kind: 'create' | 'delete';
  since: number;
}

const EXPIRY_MS = 30_000;

/** Makes expectations on an informer's objects; `now` is in milliseconds. */
export function createExpectations(informer: Informer, now: () => number = Date.now): Expectations {
  const pending = new Map<string, Pending>();

  const stop = informer.on((event, object) => {
    const uid = object.metadata.uid ?? '';
    const expected = pending.get(uid);
    if (expected === undefined) return;
    const going = event === 'delete' || object.metadata.deletionTimestamp !== undefined;
    if (expected.kind === 'create' || going) pending.delete(uid);
  });

  function cached(object: KubeObject): KubeObject | undefined {
    const { namespace, name = '', uid } = object.metadata;
    const found = informer.get(namespace, name);
    return found?.metadata.uid === uid ? found : undefined;
  }

  return {
    created(key, object) {
      if (cached(object) !== undefined) return;
      pending.set(object.metadata.uid ?? '', { key, kind: 'create', since: now() });
    },
    deleted(key, object) {
      const current = cached(object);
      if (current === undefined || current.metadata.deletionTimestamp !== undefined) return;
      pending.set(object.metadata.uid ?? '', { key, kind: 'delete', since: now() });
    },
    satisfied(key) {
      for (const [uid, expected] of pending) {
        if (now() - expected.since > EXPIRY_MS) pending.delete(uid);
        else if (expected.key === key) return false;
      }
      return true;
    },
    close: stop,
  };
}
