import { formatTime, resources, type KubeClient, type Node, type Pod } from '@fairway/kube';

/** Registers a Ready node with that much room. */
export async function addNode(client: KubeClient, name: string, cpu = '2'): Promise<void> {
  const capacity = { cpu, memory: '4Gi', pods: '110' };
  const node: Node = { apiVersion: 'v1', kind: 'Node', metadata: { name } };
  const created = await client.create(resources.nodes, node);
  const status = {
    capacity,
    allocatable: capacity,
    conditions: [{ type: 'Ready', status: 'True' as const, reason: 'KubeletReady', message: '' }],
  };
  await client.update(resources.nodes, { ...created, status }, { subresource: 'status' });
}

/** What a kubelet would do: runs bound pods at once, and lets deleted ones go. */
export function fakeKubelet(
  client: KubeClient,
  onError: (error: unknown) => void,
): { stop(): Promise<void>; broken: Set<string> } {
  const abort = new AbortController();
  const broken = new Set<string>();
  let address = 1;

  async function step(pod: Pod): Promise<void> {
    const { name = '', namespace = '', deletionTimestamp } = pod.metadata;
    if ((pod.spec.nodeName ?? '') === '') return;
    if (deletionTimestamp !== undefined) {
      await client.delete(resources.pods, { name, namespace }, { gracePeriodSeconds: 0 });
      return;
    }
    if (pod.status?.phase === 'Running' || pod.status?.phase === 'Succeeded') return;
    const time = formatTime(new Date());
    const ready = broken.has(pod.spec.containers[0]?.image ?? '') ? 'False' : 'True';
    const ends = pod.spec.restartPolicy === 'Never';
    const status = {
      phase: ends ? 'Succeeded' : 'Running',
      podIP: `10.0.0.${address++}`,
      conditions: [{ type: 'Ready', status: ends ? 'False' : ready, lastTransitionTime: time }],
    };
    await client.patch(
      resources.pods,
      { name, namespace, subresource: 'status' },
      { status },
      { type: 'application/strategic-merge-patch+json', fieldManager: 'kubelet' },
    );
  }

  async function run(): Promise<void> {
    for await (const event of client.watch<Pod>(resources.pods, { signal: abort.signal })) {
      if (event.type !== 'ADDED' && event.type !== 'MODIFIED') continue;
      await step(event.object).catch((error: unknown) => {
        if ((error as { reason?: string }).reason !== 'NotFound') onError(error);
      });
    }
  }

  const running = run();
  return {
    broken,
    async stop() {
      abort.abort();
      await running;
    },
  };
}
