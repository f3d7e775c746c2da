import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import type { SandboxMount, SandboxSpec } from '../sandbox.ts';
import type { HostFacts } from './host-facts.ts';
import { stagedRoot, type PlanBuilder } from './plan-builder.ts';
import type { RootLookup } from './resolve-in-root.ts';
import { resolveTarget } from './resolve-target.ts';

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
    if ('sizeBytes' in entry) plan.tmpfs(entry.target, entry.sizeBytes, outer !== undefined);
    else planMount(plan, facts, entry.mount, entry.target, outer, done.length);
    done.push(entry);
  }
}

function planMount(
  plan: PlanBuilder,
  facts: HostFacts,
  mount: SandboxMount,
  target: string,
  outer: Wanted | undefined,
  index: number,
): void {
  const kind = facts.kind(mount.source);
  if (kind === undefined) {
    throw new SandboxError('invalid-spec', `The mount source ${mount.source} does not exist.`);
  }
  const inTmpfs = outer !== undefined && 'sizeBytes' in outer;
  if (inTmpfs && kind === 'file') {
    throw new SandboxError(
      'invalid-spec',
      `A file cannot be mounted at ${target}, inside a tmpfs.`,
    );
  }
  if (outer !== undefined && 'mount' in outer) placeInside(plan, facts, outer, target, kind);
  const place = outer === undefined ? kind : 'placed';
  const made = inTmpfs ? ['X-mount.mkdir'] : [];
  if (mount.overlayUpper === undefined) {
    const access = mount.readOnly ? ['ro'] : [];
    plan.bind(mount.source, target, ['nosuid', 'nodev', ...access, ...made], place);
    return;
  }
  if (outer === undefined) plan.place(target, 'directory', 0o755);
  const lower = plan.link(`l/mount${index}`, mount.source);
  plan.overlay(stagedRoot + target, [lower], [`mount${index}`, mount.overlayUpper]);
}

/** A mount inside another one needs its place in the outer one's own folder on the host. */
function placeInside(
  plan: PlanBuilder,
  facts: HostFacts,
  outer: Wanted & { readonly mount: SandboxMount },
  target: string,
  kind: 'directory' | 'file',
): void {
  const inner = target.slice(outer.target.length);
  if (facts.kind(join(outer.mount.source, inner)) !== undefined) return;
  plan.need(join(outer.mount.overlayUpper ?? outer.mount.source, inner), kind);
}

function depth(path: string): number {
  return path.split('/').length;
}
