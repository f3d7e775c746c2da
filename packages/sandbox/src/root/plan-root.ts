import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import type { SandboxSpec } from '../sandbox.ts';
import type { HostFacts } from './host-facts.ts';
import {
  newPlan,
  stagedRoot,
  workFolder,
  type PlanBuilder,
  type RootPlan,
} from './plan-builder.ts';
import { planMounts } from './plan-mounts.ts';
import { resolveInRoot, type RootLookup } from './resolve-in-root.ts';

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
  if (upper !== undefined) refuseLinks(upper, facts);
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

/**
 * What the runtime itself mounts on covers the image, but not what an earlier run left in the upper
 * folder: a link there would lead a mount to anywhere on the host.
 */
function refuseLinks(upper: string, facts: HostFacts): void {
  const link = ownPlaces.find((path) => facts.isLink(join(upper, path)));
  if (link === undefined) return;
  throw new SandboxError('invalid-spec', `${link} in the upper folder is a symbolic link.`);
}

const ownPlaces = '.fw .mounts proc sys dev dev/pts dev/shm tmp usr'
  .split(' ')
  .concat(devices.map((name) => `dev/${name}`));

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
      upper === undefined ? undefined : ['usr', join(upper, 'usr'), workFolder(upper, '.usr')],
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
