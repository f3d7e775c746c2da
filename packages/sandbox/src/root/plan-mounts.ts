import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import type { SandboxMount, SandboxSpec } from '../sandbox.ts';
import type { HostFacts } from './host-facts.ts';
import { nestedFile, stagedRoot, type PlanBuilder } from './plan-builder.ts';
import type { RootLookup } from './resolve-in-root.ts';
import { resolveTarget } from './resolve-target.ts';

/** Where mounts inside mounts wait; hidden before the process starts. */
const hiddenPlace = '/.mounts';

const scratchBytes = 512 * 1024 * 1024;
const sharedMemoryBytes = 64 * 1024 * 1024;

type Wanted =
  | { readonly target: string; readonly mount: SandboxMount }
  | { readonly target: string; readonly sizeBytes: number };

/** Plans /tmp, /dev/shm and the mounts of the spec, outer targets before inner ones. */
export function planMounts(
  plan: PlanBuilder,
  spec: SandboxSpec,
  facts: HostFacts,
  lookup: RootLookup,
): void {
  const wanted = new Map<string, Wanted>();
  const add = (entry: Wanted): void => void wanted.set(entry.target, entry);
  add({ target: '/tmp', sizeBytes: scratchBytes });
  add({ target: '/dev/shm', sizeBytes: sharedMemoryBytes });
  for (const { target, sizeBytes } of spec.tmpfs ?? []) {
    add({ target: resolveTarget(lookup, target), sizeBytes });
  }
  for (const mount of spec.mounts) add({ target: resolveTarget(lookup, mount.target), mount });
  const ordered = [...wanted.values()].sort((a, b) => depth(a.target) - depth(b.target));
  const done: Wanted[] = [];
  for (const entry of ordered) {
    const outer = done.findLast(({ target }) => entry.target.startsWith(`${target}/`));
    const at = outer === undefined ? entry.target : `${hiddenPlace}/${done.length}`;
    const kind = planMount(plan, facts, entry, at, done.length);
    if (outer !== undefined) {
      if (kind === 'file') requireFile(facts, outer, entry.target);
      plan.nest({ from: at, target: entry.target, kind });
    }
    done.push(entry);
  }
  if (plan.nested.length > 0) {
    plan.bind(join(spec.dir, nestedFile), `${hiddenPlace}/fstab`, ['ro'], 'file');
  }
}

/** Plans one mount at a path of the root. */
function planMount(
  plan: PlanBuilder,
  facts: HostFacts,
  entry: Wanted,
  at: string,
  index: number,
): 'directory' | 'file' {
  if ('sizeBytes' in entry) {
    plan.tmpfs(at, entry.sizeBytes);
    return 'directory';
  }
  const { source, readOnly, overlayUpper } = entry.mount;
  const kind = facts.kind(source);
  if (kind === undefined) {
    throw new SandboxError('invalid-spec', `The mount source ${source} does not exist.`);
  }
  if (overlayUpper === undefined) {
    plan.bind(source, at, ['nosuid', 'nodev', ...(readOnly ? ['ro'] : [])], kind);
    return kind;
  }
  plan.place(at, 'directory', 0o755);
  const lower = plan.link(`l/mount${index}`, source);
  plan.overlay(stagedRoot + at, [lower], [`mount${index}`, overlayUpper]);
  return 'directory';
}

/** Folders are made where they are missing; a file must be there to be covered. */
function requireFile(facts: HostFacts, outer: Wanted, target: string): void {
  const inner = target.slice(outer.target.length);
  if ('mount' in outer && facts.kind(join(outer.mount.source, inner)) === 'file') return;
  throw new SandboxError(
    'invalid-spec',
    `A file cannot be mounted at ${target}, inside the mount at ${outer.target}: no file is there.`,
  );
}

function depth(path: string): number {
  return path.split('/').length;
}
