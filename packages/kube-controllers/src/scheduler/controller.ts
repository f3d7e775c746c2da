import { isStatus, resources, type KubeObject, type Node, type Pod } from '@fairway/kube';
import { setCondition } from '../runtime/conditions.ts';
import type { Controller, ControllerContext } from '../runtime/context.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { conditionOf } from '../runtime/pods.ts';
import { runController } from '../runtime/run-controller.ts';
import { decideNode, needsScheduling } from './decide.ts';

const COMPONENT = 'default-scheduler';
const RETRY_MS = 60_000;

/** Binds pending pods to nodes, or to the one named alone, one pod at a time. */
export function runScheduler(context: ControllerContext, only?: string): Controller {
  const { client, events } = context;
  const pods = context.informers.get<Pod>(resources.pods);
  const nodes = context.informers.get<Node>(resources.nodes);
  /** Pods that were bound and whose informer hasn't shown it yet, by uid. */
  const assumed = new Map<string, { pod: Pod; nodeName: string }>();

  function boundPods(): { pod: Pod; nodeName: string }[] {
    const known = pods.list().flatMap((pod) => {
      const { nodeName = '' } = pod.spec;
      return nodeName === '' ? [] : [{ pod, nodeName }];
    });
    return [...known, ...assumed.values()];
  }

  function candidates(): Node[] {
    return nodes.list().filter((node) => only === undefined || node.metadata.name === only);
  }

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const pod = pods.get(namespace, name);
    if (pod === undefined || !needsScheduling(pod) || assumed.has(pod.metadata.uid ?? '')) return;
    const decision = decideNode({ pod, nodes: candidates(), bound: boundPods() });
    if (decision.type === 'unschedulable') {
      await refuse(pod, decision.message);
      return { requeueAfterMs: RETRY_MS };
    }
    await bind(pod, decision.nodeName);
  }

  async function bind(pod: Pod, nodeName: string): Promise<void> {
    const { namespace = '', name = '', uid = '' } = pod.metadata;
    assumed.set(uid, { pod, nodeName });
    const binding: KubeObject = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
    };
    try {
      await client.create(resources.pods, binding, { namespace, subresource: 'binding' });
    } catch (error) {
      assumed.delete(uid);
      // Gone, or bound by the request whose answer was lost.
      if (isStatus(error, 'NotFound') || isStatus(error, 'Conflict')) return;
      throw error;
    }
    const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`;
    events.record(pod, 'Normal', 'Scheduled', message, COMPONENT);
  }

  async function refuse(pod: Pod, message: string): Promise<void> {
    events.record(pod, 'Warning', 'FailedScheduling', message, COMPONENT);
    const now = context.now();
    const current = conditionOf(pod.status?.conditions, 'PodScheduled');
    if (current?.status === 'False' && current.message === message) return;
    const next = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
    } as const;
    const conditions = setCondition(pod.status?.conditions ?? [], next, now, { always: true });
    const { namespace = '', name = '' } = pod.metadata;
    await client.patch(
      resources.pods,
      { namespace, name, subresource: 'status' },
      {
        status: {
          conditions: conditions.map((condition) => ({ lastProbeTime: null, ...condition })),
          phase: pod.status?.phase ?? 'Pending',
        },
      },
      { type: 'application/strategic-merge-patch+json', fieldManager: 'kube-scheduler' },
    );
  }

  return runController(context, {
    name: COMPONENT,
    concurrency: 1,
    reconcile,
    watch: (queue) => {
      const retryAll = (): void => {
        for (const pod of pods.list()) if (needsScheduling(pod)) queue.add(objectKey(pod));
      };
      return [
        pods.on((event, pod) => {
          if (event === 'delete' || (pod.spec.nodeName ?? '') !== '') {
            assumed.delete(pod.metadata.uid ?? '');
          }
          const ended =
            event === 'delete' ||
            pod.status?.phase === 'Succeeded' ||
            pod.status?.phase === 'Failed';
          if (ended) retryAll();
          else if (needsScheduling(pod)) queue.add(objectKey(pod));
        }),
        nodes.on(retryAll),
      ];
    },
  });
}
