import { jsonEqual, type PodTemplateSpec } from '@fairway/kube';

/** The label that tells the pods of one template from those of the next. */
export const HASH_LABEL = 'pod-template-hash';

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/**
 * A short name for a pod template, safe in labels and names. `collisionCount` gives another one
 * for the same template.
 */
export function templateHash(template: PodTemplateSpec, collisionCount: number = 0): string {
  let hash = 0x811c9dc5; // FNV-1a, 32 bits
  for (const byte of Buffer.from(canonicalText(template) + String(collisionCount))) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return Array.from(String(hash))
    .map((digit) => ALPHABET.charAt(digit.charCodeAt(0) % 27))
    .join('');
}

/** True when two templates ask for the same pods: equal but for the hash label. */
export function sameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return jsonEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec): unknown {
  const { [HASH_LABEL]: _hash, ...labels } = template.metadata?.labels ?? {};
  const { creationTimestamp: _time, ...metadata } = template.metadata ?? {};
  return { ...template, metadata: { ...metadata, labels } };
}

function canonicalText(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
      return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ''
  );
}
