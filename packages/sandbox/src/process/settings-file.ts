import type { SandboxSpec } from '../sandbox.ts';

/**
 * The settings, environment and arguments as the shim reads them: every value after its number of
 * lines. The settings come first, in the shim's order; an absent limit is `-`.
 */
export function formatSettings(spec: SandboxSpec, nested: boolean): string {
  const { limits = {}, user = { uid: 1000, gid: 1000 } } = spec;
  const settings = [
    spec.hostname,
    spec.cwd,
    user.uid,
    user.gid,
    limits.memoryBytes === undefined ? '-' : Math.ceil(dataLimit(limits.memoryBytes) / 1024),
    limits.fileSizeBytes === undefined ? '-' : Math.ceil(limits.fileSizeBytes / 512),
    limits.openFiles ?? '-',
    limits.processes ?? '-',
    nested ? 'yes' : 'no',
  ].map(String);
  const environment = Object.entries(spec.env).map(([name, value]) => `${name}=${value}`);
  return [...settings, ...environment, ...spec.argv]
    .map((value) => `${value.split('\n').length}\n${value}\n`)
    .join('');
}

/**
 * RLIMIT_DATA counts reserved address space (thread stacks, JIT areas) that is never touched, so
 * it stands above the limit: it stops a burst between two looks of the memory watch, which
 * enforces the limit itself.
 */
function dataLimit(memoryBytes: number): number {
  return memoryBytes * 2 + 256 * 1024 * 1024;
}
