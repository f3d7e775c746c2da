import { basename, dirname, join } from 'node:path';
import type { FstabLine } from './fstab.ts';
import type { HostFacts } from './host-facts.ts';

/** Where the staging tmpfs holds the new root while it is put together. */
export const stagedRoot = '/sys/root';

/** The second fstab, for mounts inside mounts; a file of the process' folder. */
export const nestedFile = 'nested';

/** A place that something is mounted on: it must exist in the read-only root. */
export interface MountPlace {
  readonly path: string;
  readonly kind: 'directory' | 'file';
  readonly mode: number;
}

/** A mount that waits at `from` (a path of the root) to be bound at `target`. */
export interface NestedMount {
  readonly from: string;
  readonly target: string;
  readonly kind: 'directory' | 'file';
}

/**
 * How a root is put together. `links` are symbolic links below the process' folder (`l/0` → a
 * layer), so that overlay options stay short and free of characters that overlayfs splits at.
 */
export interface RootPlan {
  readonly fstab: readonly FstabLine[];
  readonly links: Readonly<Record<string, string>>;
  readonly places: readonly MountPlace[];
  /** Folders that must exist before the mounts and belong to the owner. */
  readonly writable: readonly string[];
  /**
   * Mounts inside mounts: put together at a hidden place and moved to their target by the process'
   * own namespaces, in its own root, as what lies in the outer mount is not to be trusted: a link
   * there would lead a mount made from outside to anywhere on the host.
   */
  readonly nested: readonly NestedMount[];
}

/** A plan under construction. */
export interface PlanBuilder extends RootPlan {
  link(name: string, target: string): string;
  place(path: string, kind: 'directory' | 'file', mode: number): void;
  /** Binds a host path at a path of the root, repeating the flags of the mount that holds it. */
  bind(
    source: string,
    target: string,
    options: readonly string[],
    kind: 'directory' | 'file',
  ): void;
  overlay(
    target: string,
    lower: readonly string[],
    upper: readonly [name: string, folder: string, work?: string] | undefined,
  ): void;
  tmpfs(target: string, sizeBytes: number): void;
  nest(mount: NestedMount): void;
}

/** The overlay's work folder: beside the upper one, as both must be on one mount. */
export function workFolder(upper: string, part = ''): string {
  return join(dirname(upper), `.${basename(upper)}${part}.work`);
}

/** An empty plan. */
export function newPlan(facts: HostFacts): PlanBuilder {
  const fstab: FstabLine[] = [];
  const links: Record<string, string> = {};
  const places: MountPlace[] = [];
  const writable: string[] = [];
  const nested: NestedMount[] = [];
  return {
    fstab,
    links,
    places,
    writable,
    nested,
    link(name, target) {
      links[name] = target;
      return name;
    },
    place: (path, kind, mode) => void places.push({ path, kind, mode }),
    nest: (mount) => void nested.push(mount),
    bind(source, target, options, kind) {
      places.push({
        path: target,
        kind,
        mode: kind === 'directory' ? facts.mode(source) : 0o644,
      });
      const flags = new Set(['rbind', ...options, ...facts.mountFlags(source)]);
      fstab.push({ source, target: stagedRoot + target, type: 'none', options: [...flags] });
    },
    overlay(target, lower, upper) {
      const options = ['userxattr', `lowerdir=${lower.join(':')}`];
      if (upper === undefined) options.push('ro');
      else {
        const [name, folder, work = workFolder(folder)] = upper;
        links[`u/${name}`] = folder;
        links[`w/${name}`] = work;
        writable.push(folder, work);
        options.push(`upperdir=u/${name}`, `workdir=w/${name}`);
      }
      fstab.push({ source: 'overlay', target, type: 'overlay', options });
    },
    tmpfs(target, sizeBytes) {
      places.push({ path: target, kind: 'directory', mode: 0o755 });
      const options = [`size=${sizeBytes}`, 'mode=1777', 'nosuid', 'nodev'];
      fstab.push({ source: 'tmpfs', target: stagedRoot + target, type: 'tmpfs', options });
    },
  };
}
