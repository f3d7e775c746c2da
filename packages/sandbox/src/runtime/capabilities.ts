import type { SandboxCapabilities } from '../sandbox.ts';
import type { NamespaceMode } from './namespace-runtime.ts';

/** What the probe found. */
export interface ProbeOutcome {
  readonly mode: NamespaceMode | 'process';
  readonly withProc: boolean;
  /** Whether the caller is root. */
  readonly root: boolean;
  /** Why the better ways did not work. */
  readonly refusals: readonly string[];
}

/** Says in sentences what this machine does not let the runtime enforce. */
export function describeCapabilities(outcome: ProbeOutcome): SandboxCapabilities {
  const { mode, withProc, root, refusals } = outcome;
  const limitations = [
    'Memory limits are enforced by a look at resident memory twice a second and RLIMIT_DATA, as no cgroup is used.',
    'CPU limits are not enforced, as no cgroup is used.',
    'System calls are not filtered (no seccomp profile).',
    "Processes share the host's network, abstract Unix sockets included.",
  ];
  if (!root) {
    limitations.push('Processes cannot listen on ports the kernel keeps for root (below 1024).');
  }
  const why = refusals.length === 0 ? 'it was asked for' : refusals.join(' ');
  if (mode === 'process') {
    return {
      kind: 'process',
      limitations: [
        `Processes are not isolated: they see the host's files and processes. Why: ${why}`,
        ...limitations,
      ],
    };
  }
  if (mode === 'bare') {
    limitations.push(`User namespaces are not used; processes run as a host user. Why: ${why}`);
  }
  if (!withProc) limitations.push(`/proc is empty inside the sandbox. Why: ${why}`);
  return { kind: 'sandbox', limitations };
}
