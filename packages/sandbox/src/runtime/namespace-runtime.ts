import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../errors.ts';
import { prepareTools, shimFile } from '../host/host-tools.ts';
import { prepareSkeleton } from '../host/skeleton.ts';
import { formatHosts } from '../process/hosts-file.ts';
import { launch } from '../process/launch.ts';
import type { ProcessRecord, RunningProcess } from '../process/running-process.ts';
import { runTool } from '../process/run-tool.ts';
import { readHostFacts } from '../root/host-facts.ts';
import { layerLookup } from '../root/layer-lookup.ts';
import { planRoot, type RootParts } from '../root/plan-root.ts';
import { writeRoot } from '../root/write-root.ts';
import type { SandboxExecResult, SandboxSpec } from '../sandbox.ts';

/**
 * How namespaces are entered: `user` in a user namespace of the caller's own, `root` after a drop
 * to the owner, `bare` without a user namespace (root alone can).
 */
export type NamespaceMode = 'user' | 'root' | 'bare';

/** What differs between the namespace runtime and the process runtime. */
export interface Backend {
  start(spec: SandboxSpec): Promise<RunningProcess>;
  exec(
    process: RunningProcess,
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    timeoutMs: number,
  ): Promise<SandboxExecResult>;
  /** Ends what outlives a first process; nothing where a pid namespace does it. */
  reap(record: ProcessRecord): Promise<void>;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The sandbox proper: the shim in user, mount, pid, ipc and uts namespaces. */
export async function createNamespaceBackend(
  dataDir: string,
  owner: Owner,
  mode: NamespaceMode,
  withProc: boolean,
): Promise<Backend> {
  const tools = await prepareTools(dataDir, withProc);
  const parts: RootParts = { tools, ...(await prepareSkeleton(dataDir, owner)) };
  const reap = async (): Promise<void> => undefined;
  return {
    reap,
    async start(spec) {
      const scratch = await writeProcessFolder(spec, parts, mode === 'user' ? undefined : owner);
      const record = recordOf(spec, scratch);
      return await launch(shimCommand(mode, spec.dir, owner), spec, record, reap, owner);
    },
    exec: async (process, argv, env, timeoutMs) =>
      await runTool(execCommand(mode, owner, process, argv, env), timeoutMs),
  };
}

/** What is kept of a spec for adoption. */
export function recordOf(spec: SandboxSpec, scratch: readonly string[]): ProcessRecord {
  const memoryBytes = spec.limits?.memoryBytes;
  return {
    id: spec.id,
    startedAt: new Date().toISOString(),
    logFile: spec.logFile ?? join(spec.dir, 'log'),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    scratch,
  };
}

/** Empties the folder of an earlier run's files, all but its log. */
export async function freshFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await chmod(dir, 0o700);
  const stale = ['l', 'u', 'w', 'points', 'fstab', 'nested', 'exit', 'pid', 'oom', 'setup.log'];
  for (const name of stale) await rm(join(dir, name), { recursive: true, force: true });
}

async function writeProcessFolder(
  spec: SandboxSpec,
  parts: RootParts,
  owner: Owner | undefined,
): Promise<string[]> {
  await freshFolder(spec.dir);
  const hosts = join(spec.dir, 'hosts');
  await writeFile(hosts, formatHosts(spec.hostname, spec.hosts ?? {}), { mode: 0o644 });
  await chmod(hosts, 0o644);
  const facts = readHostFacts();
  const base = spec.root.hostBase ? [parts.skeleton] : [];
  const { layers, upper } = spec.root;
  const folders = [...base, ...layers, ...(upper === undefined ? [] : [upper])];
  const plan = planRoot(spec, parts, facts, layerLookup(folders));
  await writeRoot(spec.dir, plan, spec.root.layers, facts, owner);
  const { links } = plan;
  return Object.keys(links).flatMap((name) => {
    const target = links[name];
    return name.startsWith('w/') && target !== undefined ? [target] : [];
  });
}

function shimCommand(
  mode: NamespaceMode,
  dir: string,
  owner: Owner,
): readonly [string, ...string[]] {
  const ids = [String(owner.uid), String(owner.gid)];
  const shim = ['/bin/sh', shimFile, mode, dir];
  if (mode === 'user') return ['unshare', '-U', '-r', '-m', '--', ...shim];
  return ['unshare', '-m', '--', ...shim, ...ids];
}

/**
 * The first nsenter joins the shim's user namespace, in which the others belong to us, and then
 * those of the process; the second one, already in its root, joins its own user namespace.
 */
function execCommand(
  mode: NamespaceMode,
  owner: Owner,
  process: RunningProcess,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): readonly [string, ...string[]] {
  const { pid, shimPid } = process.identity;
  const inside = (tool: string): string[] => [
    '/.fw/ld.so',
    '--library-path',
    '/.fw',
    `/.fw/${tool}`,
  ];
  const drop = ['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'];
  const enter = ['-t', String(pid), '-m', '-p', '-i', '-u', '-w'];
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const bare = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--ambient-caps=-all'];
  const run = [...inside('env'), '-i', '--', ...variables, ...argv];
  if (mode === 'bare') {
    return ['nsenter', ...enter, '--', ...inside('setpriv'), ...drop, ...bare, '--', ...run];
  }
  const join = ['nsenter', `--user=/proc/${shimPid}/ns/user`, ...enter, '--preserve-credentials'];
  const inner = [...inside('nsenter'), '--user=/proc/1/ns/user', '--preserve-credentials', '--'];
  const setpriv = [...inside('setpriv'), '--no-new-privs', '--inh-caps=-all', '--'];
  const all = [...join, '--', ...inner, ...setpriv, ...run];
  return mode === 'root' ? ['setpriv', ...drop, '--', ...all] : (all as [string, ...string[]]);
}

/** Runs the shim with `true`; undefined when all went well, else what it said. */
export async function probe(backend: Backend, dir: string): Promise<string | undefined> {
  try {
    const process = await backend.start({
      id: 'probe',
      dir,
      root: { layers: [], hostBase: true },
      argv: ['true'],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
      hostname: 'probe',
      mounts: [],
    });
    const { code } = await process.exited;
    return code === 0 ? undefined : `the probe ended with code ${code}`;
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    return error.message;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
