import { badRequest, conflict, type KubeObject } from '@fairway/kube';
import { child, isObject, objectsOf, textOf, valueAt } from '../json.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { readWriteQuery } from '../request/options.ts';
import { subjectOf } from '../request/subject.ts';
import { formatTime } from '../verbs/object-meta.ts';
import { updateObject } from '../verbs/update.ts';

/** POST of `pods/NAME/binding`: puts the pod on a node; only once. */
export async function binding(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const node = textOf(valueAt(request.body, 'target', 'name'));
  if (!isObject(request.body) || node === '') {
    throw badRequest('Binding is invalid: target.name: Required value');
  }
  const query = readWriteQuery(request.query, request.userAgent);
  await updateObject(context, request, query, {
    compute: (pod) => {
      const present = textOf(valueAt(pod, 'spec', 'nodeName'));
      if (present !== '') {
        const name = request.name ?? '';
        throw conflict(
          subjectOf(request),
          name,
          `pod ${name} is already assigned to node ${JSON.stringify(present)}`,
        );
      }
      child(pod, 'spec')['nodeName'] = node;
      setScheduled(pod, context.now());
      return { object: pod, operation: 'Update' };
    },
  });
  const object: KubeObject = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    code: 201,
  };
  return { type: 'object', code: 201, view: { object, json: undefined } };
}

function setScheduled(pod: KubeObject, now: Date): void {
  const status = child(pod, 'status');
  const others = objectsOf(status['conditions']).filter((item) => item['type'] !== 'PodScheduled');
  const condition = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: formatTime(now),
  };
  status['conditions'] = [...others, condition];
}
