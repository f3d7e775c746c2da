import { normalize } from 'node:path';
import { SandboxError } from '../errors.ts';
import { resolveInRoot, type RootLookup } from './resolve-in-root.ts';

/** Refuses a mount whose target would hide what the sandbox itself needs. */
export function resolveTarget(lookup: RootLookup, target: string): string {
  const resolved = resolveInRoot(lookup, normalize(target));
  if (resolved === '/' || /^\/(proc|\.fw|\.mounts)(\/|$)/.test(resolved)) {
    throw new SandboxError(
      'invalid-spec',
      `The mount target ${target} ends at ${resolved} through the image's links, which is reserved.`,
    );
  }
  return resolved;
}
