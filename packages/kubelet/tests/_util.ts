import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resources, type Container, type Event, type Pod, type PodSpec } from '@fairway/kube';
import { createSandboxRuntime, type SandboxRuntime } from '@fairway/sandbox';
import {
  startKubelet,
  type ImageProvider,
  type Kubelet,
  type KubeletOptions,
} from '../src/index.ts';
import { memoryApi, type MemoryApi } from './_memory-api.ts';

/** An image of nothing but the host's /usr; names that hold "missing" cannot be pulled. */
export const hostImages: ImageProvider = {
  async pull(reference) {
    if (reference.includes('missing')) throw new Error('manifest unknown');
    return { layers: [], hostBase: true, config: {}, digest: 'sha256:0' };
  },
};

export interface Rig extends AsyncDisposable {
  readonly api: MemoryApi;
  readonly sandbox: SandboxRuntime;
  readonly folder: string;
  kubelet: Kubelet;
  /** Starts another kubelet on the same folder, as a new server would. */
  restart(): Promise<void>;
  run(name: string, container: Partial<Container>, spec?: Partial<PodSpec>): Promise<Pod>;
  pod(name: string): Pod | undefined;
  /** Waits until the pod is as asked. */
  until(name: string, wanted: (pod: Pod) => boolean): Promise<Pod>;
  gone(name: string): Promise<void>;
  events(name: string): string[];
}

export async function createRig(options: Partial<KubeletOptions> = {}): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'kubelet-'));
  await chmod(folder, 0o700);
  const api = memoryApi();
  const sandbox = await createSandboxRuntime({ dataDir: join(folder, 'sandbox') });
  const start = async (runtime: SandboxRuntime): Promise<Kubelet> =>
    await startKubelet({
      client: api.client,
      sandbox: runtime,
      images: hostImages,
      dataDir: join(folder, 'kubelet'),
      nodeName: 'local',
      drainMs: 20,
      ...options,
    });
  const rig: Rig = {
    api,
    sandbox,
    folder,
    kubelet: await start(sandbox),
    async restart() {
      rig.kubelet = await start(await createSandboxRuntime({ dataDir: join(folder, 'sandbox') }));
    },
    async run(name, container, spec = {}) {
      const pod: Pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'default', labels: { app: name } },
        spec: {
          nodeName: 'local',
          terminationGracePeriodSeconds: 3,
          ...spec,
          containers: spec.containers ?? [{ name: 'main', image: 'host', ...container }],
        },
      };
      return await api.client.create(resources.pods, pod, { namespace: 'default' });
    },
    pod: (name) => api.objects<Pod>(resources.pods).find(({ metadata }) => metadata.name === name),
    async until(name, wanted) {
      for (let turn = 0; turn < 400; turn++) {
        const pod = rig.pod(name);
        if (pod !== undefined && wanted(pod)) return pod;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(
        `${name} did not get there: ${JSON.stringify(rig.pod(name)?.status, null, 1)}`,
      );
    },
    async gone(name) {
      for (let turn = 0; turn < 400 && rig.pod(name) !== undefined; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (rig.pod(name) !== undefined) throw new Error(`${name} is still there`);
    },
    events: (name) =>
      api
        .objects<Event>(resources.events)
        .filter(({ involvedObject }) => involvedObject.name === name)
        .map(({ reason, message }) => `${reason}: ${message}`),
    async [Symbol.asyncDispose]() {
      await rig.kubelet.stopAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return rig;
}

/** Whether the Ready condition holds. */
export function isReady(pod: Pod): boolean {
  return (
    pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ===
    true
  );
}

export async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('utf8');
}

/** A server on $PORT that answers its own name; `extra` runs first. */
export const webServer = (extra = ''): string[] => [
  'node',
  '-e',
  `${extra};const s=require('http').createServer((q,r)=>{if(q.url==='/slow')setTimeout(()=>r.end('slow'),400);else r.end(process.env.HOSTNAME)});
   s.listen(process.env.PORT,()=>console.log('listening'));process.on('SIGTERM',()=>s.close(()=>process.exit(0)))`,
];
