import { basename, dirname, join, normalize } from 'node:path';
import { SandboxError } from '../errors.ts';
import type { SandboxSpec } from '../sandbox.ts';
import type { FstabLine } from './fstab.ts';
import type { HostFacts } from './host-facts.ts';
import { planMounts } from './plan-mounts.ts';
import { resolveInRoot, type RootLookup } from './resolve-in-root.ts';

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

/** Fixed folders that every plan may refer to. */
export interface RootParts {
  /** Mount points, links and accounts of a root on the host base. */
  readonly skeleton: string;
  /** Writable folders that lie over the host's /usr when the root takes writes. */
  readonly ownUsr: string;
  /** The tools at /.fw. */
  readonly tools: string;
}

const devices = ['null', 'zero', 'full', 'random', 'urandom', 'tty'] as const;

/** Host configuration that programs of the host base need; none of it is secret. */
const hostBaseConfig = [
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
  '/etc/ca-certificates',
  '/etc/pki/tls/certs',
  '/etc/pki/ca-trust',
  '/etc/crypto-policies',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/nsswitch.conf',
  '/etc/localtime',
  '/etc/mime.types',
] as const;

const imageConfig = ['/etc/ssl/certs'] as const;
const binaryFolders = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'] as const;

/** Plans the mounts of one process. Pure but for the questions it asks of `facts` and `lookup`. */
export function planRoot(
  spec: SandboxSpec,
  parts: RootParts,
  facts: HostFacts,
  lookup: RootLookup,
): RootPlan {
  const plan = newPlan(facts);
  const { layers, hostBase, upper } = spec.root;
  const layerNames = layers.map((layer, index) => plan.link(`l/${index}`, layer)).reverse();
  const lower = ['points', ...layerNames];
  if (hostBase) lower.push(plan.link('l/skeleton', parts.skeleton));
  plan.overlay(stagedRoot, lower, upper === undefined ? undefined : ['root', upper]);
  if (hostBase) planHostBase(plan, spec, parts, facts);
  plan.bind(parts.tools, '/.fw', ['ro'], 'directory');
  plan.place('/proc', 'directory', 0o555);
  plan.place('/sys', 'directory', 0o555);
  plan.place('/dev/pts', 'directory', 0o755);
  for (const device of devices) plan.bind(`/dev/${device}`, `/dev/${device}`, [], 'file');
  planConfig(plan, spec, facts, lookup);
  planMounts(plan, spec, facts, lookup);
  return plan;
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
    upper: readonly [name: string, folder: string] | undefined,
  ): void;
  tmpfs(target: string, sizeBytes: number, placed: boolean): void;
  need(path: string, kind: 'directory' | 'file'): void;
}

/** The overlay's work folder: beside the upper one, as both must be on one mount. */
export function workFolder(upper: string): string {
  return join(dirname(upper), `.${basename(upper)}.work`);
}

function newPlan(facts: HostFacts): PlanBuilder {
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
        places.push({ path: target, kind, mode: kind === 'directory' ? facts.mode(source) : 0o644 });
      }
      const flags = new Set(['rbind', ...options, ...facts.mountFlags(source)]);
      fstab.push({ source, target: stagedRoot + target, type: 'none', options: [...flags] });
    },
    overlay(target, lower, upper) {
      const options = ['userxattr', `lowerdir=${lower.join(':')}`];
      if (upper === undefined) options.push('ro');
      else {
        const [name, folder] = upper;
        links[`u/${name}`] = folder;
        links[`w/${name}`] = workFolder(folder);
        writable.push(folder, workFolder(folder));
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

function planHostBase(
  plan: PlanBuilder,
  spec: SandboxSpec,
  parts: RootParts,
  facts: HostFacts,
): void {
  const { layers, upper } = spec.root;
  const withUsr = layers.filter((layer) => facts.kind(join(layer, 'usr')) === 'directory');
  if (withUsr.length === 0 && upper === undefined) plan.bind('/usr', '/usr', ['ro'], 'directory');
  else {
    plan.place('/usr', 'directory', 0o755);
    const lower = withUsr
      .map((layer, index) => plan.link(`l/usr${index}`, join(layer, 'usr')))
      .reverse();
    if (upper !== undefined) lower.push(plan.link('l/own-usr', parts.ownUsr));
    lower.push(plan.link('l/host-usr', '/usr'));
    plan.overlay(
      `${stagedRoot}/usr`,
      lower,
      upper === undefined ? undefined : ['usr', join(upper, 'usr')],
    );
  }
  for (const name of binaryFolders) {
    const path = `/${name}`;
    if (facts.kind(path) === 'directory' && !facts.isLink(path)) {
      plan.bind(path, path, ['ro'], 'directory');
    }
  }
}

function planConfig(
  plan: PlanBuilder,
  spec: SandboxSpec,
  facts: HostFacts,
  lookup: RootLookup,
): void {
  plan.bind(join(spec.dir, 'hosts'), resolveInRoot(lookup, '/etc/hosts'), ['ro'], 'file');
  bindConfig('/etc/resolv.conf');
  const inImage = (path: string): boolean =>
    spec.root.layers.some((layer) => facts.kind(join(layer, path)) !== undefined);
  for (const path of spec.root.hostBase ? hostBaseConfig : imageConfig) {
    if (!inImage(path)) bindConfig(path);
  }

  function bindConfig(path: string): void {
    const kind = facts.kind(path);
    if (kind === undefined) return;
    plan.bind(facts.realpath(path), resolveInRoot(lookup, path), ['ro'], kind);
  }
}

/** Refuses a mount whose target would hide what the sandbox itself needs. */
export function resolveTarget(lookup: RootLookup, target: string): string {
  const resolved = resolveInRoot(lookup, normalize(target));
  if (resolved === '/' || /^\/(proc|\.fw)(\/|$)/.test(resolved)) {
    throw new SandboxError(
      'invalid-spec',
      `The mount target ${target} ends at ${resolved} through the image's links, which is reserved.`,
    );
  }
  return resolved;
}
