import { basename, dirname, join } from 'node:path';
import type { FstabLine } from './fstab.ts';
import type { HostFacts } from './host-facts.ts';

/** Where the staging tmpfs holds the new root while it is put together. */
export const stagedRoot = '/sys/root';

/** A place that something is mounted on: it must exist in the read-only root. */
export interface MountPlace {
  readonly path: string;
  readonly kind: 'directory' | 'file';
  readonly mode: number;
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
  /** Empty files or folders to make on the host, where one mount lies inside another. */
  readonly hostPlaces: readonly { readonly path: string; readonly kind: 'directory' | 'file' }[];
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
    kind: 'directory' | 'file' | 'placed',
  ): void;
  overlay(
    target: string,
    lower: readonly string[],
    upper: readonly [name: string, folder: string, work?: string] | undefined,
  ): void;
  tmpfs(target: string, sizeBytes: number, placed: boolean): void;
  need(path: string, kind: 'directory' | 'file'): void;
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
  const hostPlaces: { path: string; kind: 'directory' | 'file' }[] = [];
  return {
    fstab,
    links,
    places,
    writable,
    hostPlaces,
    link(name, target) {
      links[name] = target;
      return name;
    },
    place: (path, kind, mode) => void places.push({ path, kind, mode }),
    need: (path, kind) => void hostPlaces.push({ path, kind }),
    bind(source, target, options, kind) {
      if (kind !== 'placed') {
        places.push({
          path: target,
          kind,
          mode: kind === 'directory' ? facts.mode(source) : 0o644,
        });
      }
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
    tmpfs(target, sizeBytes, placed) {
      if (!placed) places.push({ path: target, kind: 'directory', mode: 0o755 });
      const options = [`size=${sizeBytes}`, 'mode=1777', 'nosuid', 'nodev'];
      if (placed) options.push('X-mount.mkdir');
      fstab.push({ source: 'tmpfs', target: stagedRoot + target, type: 'tmpfs', options });
    },
  };
}
