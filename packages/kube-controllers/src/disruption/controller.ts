import {
  matchesLabelSelector,
  resources,
  type Pod,
  type PodDisruptionBudget,
  type ReplicaSet,
} from '@fairway/kube';
import type { Controller, ControllerContext } from '../runtime/context.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { runController } from '../runtime/run-controller.ts';
import { writeStatus } from '../runtime/write-status.ts';
import { budgetStatus } from './decide.ts';

/** Keeps the status of PodDisruptionBudgets up to date. */
export function runDisruptionController(context: ControllerContext): Controller {
  const budgets = context.informers.get<PodDisruptionBudget>(resources.podDisruptionBudgets);
  const pods = context.informers.get<Pod>(resources.pods);
  const replicaSets = context.informers.get<ReplicaSet>(resources.replicaSets);

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const budget = budgets.get(namespace, name);
    if (budget === undefined) return;
    const here = <T extends Pod | ReplicaSet>(objects: readonly T[]): T[] =>
      objects.filter((object) => object.metadata.namespace === namespace);
    const sizes = here(replicaSets.list()).map((rs): [string, number] => [
      rs.metadata.uid ?? '',
      rs.spec.replicas ?? 1,
    ]);
    const status = budgetStatus({
      budget,
      pods: here(pods.list()),
      controllerSizes: new Map(sizes),
      now: context.now(),
    });
    await writeStatus(context, resources.podDisruptionBudgets, budget, status);
    return status.disruptedPods === undefined ? undefined : { requeueAfterMs: 30_000 };
  }

  return runController(context, {
    name: 'disruption-controller',
    reconcile,
    watch: (queue) => [
      budgets.on((_event, budget) => queue.add(objectKey(budget))),
      pods.on((_event, pod) => {
        for (const budget of budgets.list()) {
          const here = budget.metadata.namespace === pod.metadata.namespace;
          if (here && matchesLabelSelector(pod.metadata.labels, budget.spec.selector)) {
            queue.add(objectKey(budget));
          }
        }
      }),
    ],
  });
}
