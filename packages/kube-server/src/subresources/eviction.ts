import {
  internalError,
  matchesLabelSelector,
  StatusError,
  tooManyRequests,
  type KubeObject,
} from '@fairway/kube';
import { numberOf, objectAt, textOf, valueAt } from '../json.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { requireEntry } from '../request/subject.ts';
import { readDeleteWish } from '../verbs/delete-options.ts';
import { removeOne } from '../verbs/delete.ts';

/** POST of `pods/NAME/eviction`: a delete that the pod's disruption budget must allow (else 429). */
export async function eviction(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const pod = requireEntry(context, request).object;
  const phase = textOf(valueAt(pod, 'status', 'phase'));
  const counts = phase !== 'Succeeded' && phase !== 'Failed' && phase !== 'Pending';
  const budgets = counts ? budgetsOf(context, pod) : [];
  if (budgets.length > 1) {
    throw internalError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (budget !== undefined) checkBudget(budget);
  const options = objectAt(request.body, 'deleteOptions');
  await removeOne(
    context,
    request,
    request.name ?? '',
    readDeleteWish({ ...request, body: options }),
  );
  const object: KubeObject = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  };
  return { type: 'object', code: 201, view: { object, json: undefined } };
}

function budgetsOf(context: ServerContext, pod: KubeObject): KubeObject[] {
  const { namespace = '', labels = {} } = pod.metadata;
  return context.store.cache
    .list('policy/poddisruptionbudgets', namespace)
    .map((entry) => entry.object)
    .filter((budget) => {
      const selector = objectAt(budget, 'spec', 'selector');
      return selector !== undefined && matchesLabelSelector(labels, selector);
    });
}

function checkBudget(budget: KubeObject): void {
  if (numberOf(valueAt(budget, 'status', 'disruptionsAllowed')) > 0) return;
  const name = budget.metadata.name ?? '';
  const healthy = numberOf(valueAt(budget, 'status', 'currentHealthy'));
  const desired = numberOf(valueAt(budget, 'status', 'desiredHealthy'));
  const { status } = tooManyRequests(
    "Cannot evict pod as it would violate the pod's disruption budget.",
  );
  const message = `The disruption budget ${name} needs ${desired} healthy pods and has ${healthy} currently`;
  throw new StatusError({
    ...status,
    details: { causes: [{ reason: 'DisruptionBudget', message }] },
  });
}
