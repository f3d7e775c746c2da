import { createHash } from 'node:crypto';
import { isStatus, type KubeObject, type StatusError } from '@fairway/kube';
import type { IgnoreDifference } from '../application/application.ts';
import { deepEqual } from '../object/deep-equal.ts';
import { normalise } from './normalise.ts';

/** What a server says that applying a target would change. */
export interface DiffResult {
  isModified: boolean;
  /** Why the server refuses the target as it is (the sync will say the same). */
  rejection?: string;
}

/** Compares targets with live objects by the server's own word. */
export interface ServerDiff {
  compare(
    target: KubeObject,
    live: KubeObject,
    ignored: readonly IgnoreDifference[],
  ): Promise<DiffResult>;
  /** Remembers that `live` is what applying `target` just gave. */
  applied(target: KubeObject, live: KubeObject): void;
}

/** Applies without storing: answers the object as it would be. */
type DryRunApply = (target: KubeObject) => Promise<KubeObject>;

interface Remembered {
  liveHash: string;
  ignored: string;
  result: DiffResult;
}

/**
 * Server-side diff: a dry run of server-side apply, compared with live on everything that is not
 * the server's own. The answer is kept for as long as neither the target nor the compared part of
 * live changes, so a change of `status` asks nothing.
 */
export function createServerDiff(dryRun: DryRunApply): ServerDiff {
  const memory = new WeakMap<KubeObject, Remembered>();
  const hashes = new WeakMap<KubeObject, string>();

  function hashOf(live: KubeObject): string {
    const known = hashes.get(live);
    if (known !== undefined) return known;
    const hash = createHash('sha256')
      .update(JSON.stringify(normalise(live)))
      .digest('base64');
    hashes.set(live, hash);
    return hash;
  }

  async function ask(
    target: KubeObject,
    live: KubeObject,
    ignored: readonly IgnoreDifference[],
  ): Promise<DiffResult> {
    try {
      const predicted = await dryRun(target);
      return { isModified: !deepEqual(normalise(predicted, ignored), normalise(live, ignored)) };
    } catch (error) {
      if (isRejection(error)) return { isModified: true, rejection: error.message };
      throw error;
    }
  }

  return {
    async compare(target, live, ignored) {
      const liveHash = hashOf(live);
      const ignoredText = JSON.stringify(ignored);
      const known = memory.get(target);
      if (known?.liveHash === liveHash && known.ignored === ignoredText) return known.result;
      const result = await ask(target, live, ignored);
      memory.set(target, { liveHash, ignored: ignoredText, result });
      return result;
    },
    applied(target, live) {
      const known = memory.get(target);
      const ignored = known?.ignored ?? '[]';
      memory.set(target, { liveHash: hashOf(live), ignored, result: { isModified: false } });
    },
  };
}

/** True when the server says that the object itself is at fault. */
function isRejection(error: unknown): error is StatusError {
  return (
    isStatus(error, 'Invalid') || isStatus(error, 'BadRequest') || isStatus(error, 'Forbidden')
  );
}
