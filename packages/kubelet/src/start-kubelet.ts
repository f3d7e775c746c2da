import { createHash } from 'node:crypto';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInformer, createWorkQueue, resources, type Pod, type Service } from '@fairway/kube';
import { createReferences } from './cluster/references.ts';
import { KubeletError, messageOf } from './errors.ts';
import { createEventRecorder } from './events/event-recorder.ts';
import type { ContainerRef, Kubelet, KubeletOptions } from './kubelet.ts';
import { silentLogger } from './logger.ts';
import { readLogs } from './logs/read-logs.ts';
import { MutableEndpointTable } from './network/endpoint-table.ts';
import { PortPool } from './network/free-port.ts';
import { readMachine } from './node/machine.ts';
import { keepNode } from './node/node-keeper.ts';
import type { KubeletContext } from './pods/kubelet-context.ts';
import { createPodStore, type SavedPod } from './pods/pod-store.ts';
import { PodWorker } from './pods/pod-worker.ts';
import { tokenIssuer } from './volumes/token-issuer.ts';

const stopGraceMs = 5000;
const execTimeoutMs = 60_000;
const workers = 16;

/**
 * Registers the node, takes over the pods that an earlier kubelet left, and runs what is bound to
 * the node until `stopAll` or `detach`.
 */
export async function startKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { client, nodeName, sandbox, logger = silentLogger, hostAddress = '127.0.0.1' } = options;
  const now = options.now ?? ((): Date => new Date());
  const dataDir = resolve(options.dataDir);
  await mkdir(join(dataDir, 'pods'), { recursive: true, mode: 0o700 });
  const memoryDir = await memoryFolder(dataDir);
  const store = createPodStore(dataDir, memoryDir);
  const machine = await readMachine(dataDir);
  const recorder = createEventRecorder(client, nodeName, now, logger);
  const onError = (error: unknown): void =>
    logger.warn({ error: messageOf(error) }, 'watch failed');
  const pods = createInformer<Pod>(client, resources.pods, {
    fieldSelector: `spec.nodeName=${nodeName}`,
    onError,
  });
  const services = createInformer<Service>(client, resources.services, { onError });
  const running = new Map<string, PodWorker>();
  const endpoints = new MutableEndpointTable();

  const queue = createWorkQueue({
    concurrency: workers,
    backoff: { baseMs: 50, maxMs: 10_000 },
    onError: (error, uid) => {
      logger.warn(
        { pod: running.get(uid)?.pod.metadata.name, error: messageOf(error) },
        'pod sync failed',
      );
    },
    async reconcile(uid) {
      const worker = running.get(uid);
      if (worker === undefined) return {};
      const result = await worker.reconcile();
      if (worker.finished) running.delete(uid);
      return result;
    },
  });

  const context: KubeletContext = {
    client,
    sandbox,
    images: options.images,
    references: createReferences(client),
    issueToken: tokenIssuer(client, logger),
    services: () => services.list(),
    endpoints,
    ports: new PortPool(),
    addresses: new Set(),
    store,
    memoryDir,
    recorder,
    logger,
    nodeName,
    hostAddress,
    clusterEnv: options.clusterEnv ?? {},
    allocatable: {
      cpu: machine.cpus,
      memory: machine.memoryBytes,
      'ephemeral-storage': machine.diskBytes,
    },
    maxLogBytes: options.maxLogBytes ?? 10 * 1024 * 1024,
    drainMs: options.drainMs ?? 250,
    now,
    wake: (uid) => queue.add(uid),
  };

  const node = await keepNode(client, nodeName, hostAddress, machine, now, logger);
  const saved = new Map((await store.load()).map((pod) => [pod.uid, pod]));
  for (const { network } of saved.values()) {
    context.ports.keep(network.ports.map(({ granted }) => granted));
    context.addresses.add(network.ip);
  }
  services.start();
  await services.synced;
  pods.on((event, pod, old) => {
    if (event === 'delete') gone(pod);
    else {
      // The same name with another uid: deleted and made anew between two events.
      if (old !== undefined && old.metadata.uid !== pod.metadata.uid) gone(old);
      take(pod);
    }
  });
  pods.start();
  await pods.synced;
  for (const pod of saved.values()) seeOff(pod);

  function take(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const known = running.get(uid);
    if (known === undefined) {
      running.set(uid, new PodWorker(context, pod, saved.get(uid)));
      saved.delete(uid);
    } else known.update(pod);
    queue.add(uid);
  }

  function gone(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    running.get(uid)?.objectGone();
    queue.add(uid);
  }

  /** A pod whose object went while no kubelet ran: its processes are ended. */
  function seeOff(pod: SavedPod): void {
    const { uid, name, namespace } = pod;
    const containers = pod.records
      .filter(({ kind }) => kind === 'app')
      .map((record) => ({ name: record.name }));
    const initContainers = pod.records
      .filter(({ kind }) => kind !== 'app')
      .map((record) => ({ name: record.name }));
    const object: Pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { uid, name, namespace },
      spec: { containers, initContainers, nodeName },
    };
    const worker = new PodWorker(context, object, pod);
    worker.objectGone();
    running.set(uid, worker);
    queue.add(uid);
  }

  function find(ref: ContainerRef): { worker: PodWorker; container: string } {
    const pod = pods.get(ref.namespace, ref.pod);
    const worker = running.get(pod?.metadata.uid ?? '');
    if (pod === undefined || worker === undefined) {
      throw new KubeletError(
        'not-found',
        'NotFound',
        `pod ${ref.namespace}/${ref.pod} is not on this node`,
      );
    }
    const container = ref.container ?? pod.spec.containers[0]?.name ?? '';
    if (worker.record(container) === undefined) {
      const message = `container ${container} is not valid for pod ${ref.pod}`;
      throw new KubeletError('not-found', 'BadRequest', message);
    }
    return { worker, container };
  }

  async function close(end: (worker: PodWorker) => Promise<void>): Promise<void> {
    await Promise.all([pods.close(), services.close(), node.close()]);
    await queue.close();
    await Promise.all([...running.values()].map(end));
    await recorder.flush();
  }

  return {
    endpoints,
    async logs(ref, signal) {
      const { worker, container } = find(ref);
      const file = worker.logFile(container, ref.previous === true);
      if (file === undefined) {
        const message =
          ref.previous === true
            ? `previous terminated container "${container}" in pod "${ref.pod}" not found`
            : `container "${container}" in pod "${ref.pod}" is waiting to start`;
        throw new KubeletError('not-found', 'BadRequest', message);
      }
      const process = worker.running(container)?.process;
      const isLive = (): boolean =>
        ref.previous !== true &&
        process !== undefined &&
        worker.running(container)?.process === process;
      return readLogs(file, ref, isLive, now().getTime(), signal);
    },
    async exec(ref, command, execOptions = {}) {
      const { worker, container } = find(ref);
      const runner = worker.running(container);
      if (runner === undefined) {
        throw new KubeletError(
          'not-running',
          'BadRequest',
          `container ${container} is not running`,
        );
      }
      return await runner.exec(command, execOptions.timeoutMs ?? execTimeoutMs);
    },
    async stopAll() {
      await close(async (worker) => await worker.shutDown(stopGraceMs));
      // Secrets stay nowhere while nothing runs; they are written anew at the next start.
      await rm(memoryDir, { recursive: true, force: true });
    },
    detach: async () => await close(async (worker) => await worker.detach()),
    doctor: () => [
      ...sandbox.capabilities.limitations,
      "Pods share the host's network: a port is passed as PORT, and an image that listens on its own number is not reached.",
    ],
  };
}

/** A folder in memory for Secrets, where /dev/shm is one; else below the data folder. */
async function memoryFolder(dataDir: string): Promise<string> {
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const tmpfsMagic = 0x01021994;
  const shared = await statfs('/dev/shm').catch(() => undefined);
  const folder =
    shared?.type === tmpfsMagic ? join('/dev/shm', `fairway-${name}`) : join(dataDir, 'memory');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}
