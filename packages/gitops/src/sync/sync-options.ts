import type { KubeObject } from '@fairway/kube';
import { annotationOf } from '../object/predicates.ts';

const optionsAnnotation = 'argocd.argoproj.io/sync-options';

/** Sync options as `Name=value` pairs; the last one of a name wins. */
export type SyncOptions = ReadonlyMap<string, string>;

/** Reads `spec.syncPolicy.syncOptions` or an annotation's parts. */
export function parseSyncOptions(options: readonly string[]): SyncOptions {
  const parsed = new Map<string, string>();
  for (const option of options) {
    const [name = '', value = ''] = option.split('=', 2);
    if (name.trim() !== '') parsed.set(name.trim(), value.trim());
  }
  return parsed;
}

/** The sync options that an object's own annotation sets. */
export function objectOptions(object: KubeObject): SyncOptions {
  return parseSyncOptions((annotationOf(object, optionsAnnotation) ?? '').split(','));
}

/** An option's value for an object: its own annotation wins over the Application's. */
export function optionFor(
  name: string,
  object: KubeObject,
  application: SyncOptions,
): string | undefined {
  return objectOptions(object).get(name) ?? application.get(name);
}

/** True when an option is `true` for an object. */
export function isOn(name: string, object: KubeObject, application: SyncOptions): boolean {
  return optionFor(name, object, application) === 'true';
}
