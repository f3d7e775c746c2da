import { resources, type Node } from '@fairway/kube';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { runController } from '../runtime/run-controller.ts';
import { decideTaints } from './decide.ts';

/** Opens nodes for pods when they are ready, and closes them when they aren't. */
export function runNodeLifecycleController(context: ControllerContext): Controller {
  const nodes = context.informers.get<Node>(resources.nodes);
  return runController(context, {
    name: 'node-lifecycle-controller',
    reconcile: async (name) => {
      const node = nodes.get(undefined, name);
      const taints = node === undefined ? undefined : decideTaints(node);
      if (node === undefined || taints === undefined) return;
      const { resourceVersion } = node.metadata;
      await context.client.patch(
        resources.nodes,
        { name },
        { metadata: { resourceVersion }, spec: { taints } },
        { type: 'application/merge-patch+json', fieldManager: FIELD_MANAGER },
      );
    },
    watch: (queue) => [nodes.on((_event, node) => queue.add(node.metadata.name ?? ''))],
  });
}
