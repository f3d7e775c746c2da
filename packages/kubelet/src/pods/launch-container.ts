import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Container, Pod } from '@fairway/kube';
import { SandboxError, type SandboxProcess } from '@fairway/sandbox';
import { resolveEnv } from '../env/resolve-env.ts';
import { serviceVariables, visibleServices } from '../env/service-env.ts';
import { KubeletError } from '../errors.ts';
import { pullImage } from '../images/image-puller.ts';
import { containerUser } from '../images/image-user.ts';
import { indexFile, rotatedFile } from '../logs/log-tracker.ts';
import type { PodNetwork } from '../network/pod-network.ts';
import { mountVolumes } from '../volumes/pod-volumes.ts';
import { containerPlan } from './container-plan.ts';
import type { KubeletContext } from './kubelet-context.ts';

/** A container that was started. */
export interface Launched {
  readonly process: SandboxProcess;
  readonly imageId: string;
}

/** The folder of one attempt of a container. */
export function attemptFolder(podFolder: string, container: string, attempt: number): string {
  return join(podFolder, 'containers', container, String(attempt));
}

/** Removes the folders of this and the last attempt, and all logs but the last one's. */
async function forgetAttempts(
  podFolder: string,
  container: string,
  attempt: number,
): Promise<void> {
  for (const old of [attempt, attempt - 1]) {
    await rm(attemptFolder(podFolder, container, old), { recursive: true, force: true });
  }
  const log = logFileOf(podFolder, container, attempt - 2);
  for (const file of [log, rotatedFile(log)]) {
    await rm(file, { force: true });
    await rm(indexFile(file), { force: true });
  }
}

/** The log of one attempt of a container. */
export function logFileOf(podFolder: string, container: string, attempt: number): string {
  return join(podFolder, 'logs', container, `${attempt}.log`);
}

/**
 * Pulls, resolves, mounts and starts one attempt of a container.
 * @throws KubeletError whose `reason` is what the waiting state shall say.
 */
export async function launchContainer(
  context: KubeletContext,
  pod: Pod,
  container: Container,
  network: PodNetwork,
  attempt: number,
  signal: AbortSignal,
): Promise<Launched> {
  const image = await pullImage(context.images, context.recorder, pod, container, signal);
  const user = await containerUser(pod, container, image);
  const addresses = { podIP: network.ip, hostIP: context.hostAddress };
  const { references, allocatable, sandbox } = context;
  const namespace = pod.metadata.namespace ?? 'default';
  const visible = visibleServices(
    context.services(),
    namespace,
    pod.spec.enableServiceLinks !== false,
  );
  const services = serviceVariables(visible);
  const variables = await resolveEnv({
    pod,
    container,
    addresses,
    allocatable,
    references,
    services,
  });
  const uid = pod.metadata.uid ?? '';
  const podFolder = context.store.folder(uid);
  const mounts = await mountVolumes(
    container,
    { pod, references, addresses, allocatable, issueToken: context.issueToken },
    { disk: join(podFolder, 'volumes'), memory: join(context.memoryDir, uid) },
    async (path) => await sandbox.own(path),
  );
  await forgetAttempts(podFolder, container.name, attempt);
  const dir = attemptFolder(podFolder, container.name, attempt);
  await mkdir(dir, { recursive: true });
  const logFile = logFileOf(podFolder, container.name, attempt);
  await mkdir(dirname(logFile), { recursive: true });
  const terminationLog = join(dir, 'termination-log');
  await writeFile(terminationLog, '', { mode: 0o600 });
  await sandbox.own(terminationLog);
  const spec = containerPlan({
    pod,
    container,
    attempt,
    image,
    user,
    variables,
    clusterEnv: context.clusterEnv,
    network,
    mounts,
    dir,
    logFile,
    terminationLog,
  });
  // The pod may have been deleted while its image came.
  signal.throwIfAborted();
  try {
    return { process: await sandbox.start(spec), imageId: image.digest };
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error;
    throw new KubeletError('start', 'RunContainerError', error.message, { cause: error });
  }
}
