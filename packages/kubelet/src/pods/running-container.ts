import { readFile } from 'node:fs/promises';
import type { Container, IntOrString } from '@fairway/kube';
import type { SandboxExecResult, SandboxProcess } from '@fairway/sandbox';
import { messageOf } from '../errors.ts';
import { LogTracker } from '../logs/log-tracker.ts';
import type { Address } from '../network/endpoint-table.ts';
import type { PodNetwork } from '../network/pod-network.ts';
import { startProbes, type ProbeReports } from '../probes/probe-loop.ts';
import type { ProbeTarget } from '../probes/run-probe.ts';
import { runHook } from './hooks.ts';
import type { KubeletContext } from './kubelet-context.ts';

const leastStopMs = 2000;
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A container that runs: its process, its probes and the watch on its log. */
export class RunningContainer {
  readonly process: SandboxProcess;
  readonly container: Container;
  readonly #context: KubeletContext;
  readonly #target: ProbeTarget;
  readonly #tracker: LogTracker;
  readonly #probes = new AbortController();
  #stopping: Promise<void> | undefined;

  constructor(
    context: KubeletContext,
    container: Container,
    network: PodNetwork,
    process: SandboxProcess,
    adopted: boolean,
  ) {
    this.#context = context;
    this.process = process;
    this.container = container;
    const now = (): number => context.now().getTime();
    this.#tracker = new LogTracker(process.logFile, context.maxLogBytes, now, adopted);
    this.#target = {
      address: (port) => grantedAddress(network, container.name, port),
      exec: async (command, timeoutMs) => {
        const result = await this.exec(command, timeoutMs);
        return { code: result.code, output: result.stdout + result.stderr };
      },
    };
  }

  probe(reports: ProbeReports, alreadyStarted: boolean): void {
    startProbes(this.container, this.#target, reports, alreadyStarted, this.#probes.signal);
  }

  /** Runs the postStart hook, if there is one. */
  async postStart(): Promise<void> {
    const hook = this.container.lifecycle?.postStart;
    if (hook !== undefined) await runHook(hook, this.#target, 60_000);
  }

  async exec(command: readonly string[], timeoutMs: number): Promise<SandboxExecResult> {
    const [program = '', ...args] = command;
    const env = await startEnvironment(this.process.pid);
    return await this.#context.sandbox.exec(this.process, [program, ...args], { timeoutMs, env });
  }

  /** The preStop hook, SIGTERM and, when the grace is over, SIGKILL. A second call joins the first. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping ??= this.#stop(graceMs);
    await this.#stopping;
  }

  /** Ends probes and log watch; the process is left alone. */
  async release(): Promise<void> {
    this.#probes.abort();
    await this.#tracker.close();
  }

  async #stop(graceMs: number): Promise<void> {
    const begin = Date.now();
    const hook = this.container.lifecycle?.preStop;
    if (hook !== undefined && graceMs > 0) {
      try {
        await runHook(hook, this.#target, graceMs);
      } catch (error) {
        const { logger } = this.#context;
        logger.warn(
          { container: this.container.name, error: messageOf(error) },
          'preStop hook failed',
        );
      }
    }
    const left = graceMs - (Date.now() - begin);
    await this.process.stop(graceMs === 0 ? 0 : Math.max(left, leastStopMs));
  }
}

/** The environment that a process was started with, as commands run beside it expect it. */
async function startEnvironment(pid: number): Promise<Record<string, string>> {
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
  const pairs = text.split('\0').flatMap((line) => {
    const end = line.indexOf('=');
    return end > 0 ? [[line.slice(0, end), line.slice(end + 1)] as const] : [];
  });
  return { PATH: defaultPath, ...Object.fromEntries(pairs) };
}

/** Where a port of a container, by number or name, is reached. */
function grantedAddress(
  network: PodNetwork,
  container: string,
  port: IntOrString,
): Address | undefined {
  const grant =
    network.ports.find((entry) => entry.container === container && entry.name === port) ??
    network.ports.find((entry) => String(entry.declared) === String(port));
  return grant === undefined ? undefined : { host: '127.0.0.1', port: grant.granted };
}
