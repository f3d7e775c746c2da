import { join } from 'node:path';
import { parseQuantity, type Container, type Pod } from '@fairway/kube';
import type { SandboxMount, SandboxSpec } from '@fairway/sandbox';
import { expand } from '../env/expand.ts';
import { KubeletError } from '../errors.ts';
import type { PulledImage } from '../images/image-provider.ts';
import type { ContainerUser } from '../images/image-user.ts';
import { portVariables, type PodNetwork } from '../network/pod-network.ts';

/** Everything a container's sandbox is made from. */
export interface PlanInput {
  readonly pod: Pod;
  readonly container: Container;
  readonly attempt: number;
  readonly image: PulledImage;
  readonly user: ContainerUser;
  /** As `resolveEnv` gives them. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables that every container of this platform gets, below all others. */
  readonly clusterEnv: Readonly<Record<string, string>>;
  readonly network: PodNetwork;
  readonly mounts: readonly SandboxMount[];
  readonly dir: string;
  readonly logFile: string;
  readonly terminationLog: string;
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The name of one attempt of a container in the sandbox runtime. */
export function sandboxId(uid: string, container: string, attempt: number): string {
  return `${uid}.${container}.${attempt}`;
}

/**
 * The sandbox of a container. Pure.
 * @throws KubeletError `config` when neither image nor pod names a command.
 */
export function containerPlan(input: PlanInput): SandboxSpec {
  const { pod, container, image, network } = input;
  const env = environment(input);
  const readOnly = container.securityContext?.readOnlyRootFilesystem === true;
  const memory = container.resources?.limits?.['memory'];
  const hostname = hostName(pod);
  const termination = container.terminationMessagePath ?? '/dev/termination-log';
  const root = { layers: image.layers, hostBase: image.hostBase };
  return {
    id: sandboxId(pod.metadata.uid ?? '', container.name, input.attempt),
    dir: input.dir,
    root: readOnly ? root : { ...root, upper: join(input.dir, 'upper') },
    argv: command(container, image, env),
    env,
    cwd: container.workingDir ?? (image.config.workingDir || '/'),
    hostname,
    mounts: [
      ...input.mounts,
      { source: input.terminationLog, target: termination, readOnly: false },
    ],
    ...(memory === undefined ? {} : { limits: { memoryBytes: Math.ceil(parseQuantity(memory)) } }),
    hosts: hostLines(pod, network.ip, hostname),
    user: { uid: input.user.uid, gid: input.user.gid },
    logFile: input.logFile,
  };
}

/** Rising rank: platform, image, Services and pod, and last the granted ports. */
function environment(input: PlanInput): Record<string, string> {
  const { image, variables, clusterEnv, network, container, user, pod } = input;
  const fromImage = Object.fromEntries(
    (image.config.env ?? []).map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
  return {
    PATH: defaultPath,
    HOME: user.home,
    HOSTNAME: hostName(pod),
    ...clusterEnv,
    ...fromImage,
    ...variables,
    ...portVariables(network, container.name),
  };
}

function command(
  container: Container,
  image: PulledImage,
  env: Readonly<Record<string, string>>,
): [string, ...string[]] {
  const given = container.command?.map((part) => expand(part, env));
  const args = container.args?.map((part) => expand(part, env));
  const entry = given ?? image.config.entrypoint ?? [];
  // A command of the pod's own sets the image's arguments aside.
  const rest = args ?? (given === undefined ? (image.config.cmd ?? []) : []);
  const [program, ...others] = [...entry, ...rest];
  if (program === undefined) {
    throw new KubeletError('config', 'CreateContainerError', 'no command specified');
  }
  return [program, ...others];
}

function hostName(pod: Pod): string {
  return (pod.spec.hostname ?? pod.metadata.name ?? 'pod').slice(0, 63).replace(/[-.]+$/, '');
}

function hostLines(pod: Pod, ip: string, hostname: string): Record<string, string[]> {
  const lines: Record<string, string[]> = { [ip]: [hostname] };
  for (const { ip: address, hostnames = [] } of pod.spec.hostAliases ?? []) {
    lines[address] = [...(lines[address] ?? []), ...hostnames];
  }
  return lines;
}
