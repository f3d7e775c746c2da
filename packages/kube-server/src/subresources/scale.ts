import {
  badRequest,
  labelSelectorToString,
  type KubeObject,
  type LabelSelector,
} from '@fairway/kube';
import { viewOf } from '../conversion/convert.ts';
import {
  child,
  cloneJson,
  isObject,
  numberOf,
  objectAt,
  textOf,
  valueAt,
  type JsonObject,
} from '../json.ts';
import type { ServedResource } from '../registry/served-resource.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { ServerContext } from '../request/context.ts';
import { readWriteQuery } from '../request/options.ts';
import { requireEntry } from '../request/subject.ts';
import { updateObject } from '../verbs/update.ts';
import { patchDocument } from '../verbs/patch-document.ts';

/** GET, PUT and PATCH of `scale` (autoscaling/v1 Scale). */
export async function scale(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const { resource } = request;
  if (request.verb === 'get') {
    const { object } = viewOf(requireEntry(context, request), resource);
    return {
      type: 'object',
      code: 200,
      view: { object: toScale(resource, object), json: undefined },
    };
  }
  const query = readWriteQuery(request.query, request.userAgent);
  const { view } = await updateObject(context, request, query, {
    compute: (current) => ({
      object: withReplicas(resource, current, wantedScale(request, toScale(resource, current))),
      operation: 'Update',
    }),
  });
  const object = toScale(resource, view.object);
  return { type: 'object', code: 200, view: { object, json: undefined } };
}

function wantedScale(request: ApiRequest, present: KubeObject): JsonObject {
  const wanted = request.verb === 'patch' ? patchDocument(request, present) : request.body;
  if (!isObject(wanted)) throw badRequest('the request body must be a Scale');
  const replicas = valueAt(wanted, 'spec', 'replicas') ?? 0;
  if (!Number.isInteger(replicas) || Number(replicas) < 0) {
    throw badRequest(
      `spec.replicas: Invalid value: ${JSON.stringify(replicas)}: must be greater than or equal to 0`,
    );
  }
  return wanted;
}

function withReplicas(
  resource: ServedResource,
  current: KubeObject,
  wanted: JsonObject,
): KubeObject {
  const next = cloneJson(current);
  const path = (resource.custom?.scale?.specReplicasPath ?? '.spec.replicas').split('.').slice(1);
  const last = path.pop() ?? 'replicas';
  let at: JsonObject = next;
  for (const name of path) at = child(at, name);
  at[last] = numberOf(valueAt(wanted, 'spec', 'replicas'));
  delete next.metadata.resourceVersion;
  const asked = textOf(valueAt(wanted, 'metadata', 'resourceVersion'));
  if (asked !== '' && asked !== current.metadata.resourceVersion) {
    next.metadata.resourceVersion = asked;
  }
  return next;
}

/** The Scale of an object that has one. */
function toScale(resource: ServedResource, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const at = (path: string): unknown => valueAt(object, ...path.split('.').slice(1));
  const custom = resource.custom?.scale;
  const selector =
    custom === undefined
      ? selectorText(objectAt(object, 'spec', 'selector'), resource)
      : textOf(custom.labelSelectorPath === undefined ? '' : at(custom.labelSelectorPath));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: { replicas: numberOf(at(custom?.specReplicasPath ?? '.spec.replicas')) },
    status: {
      replicas: numberOf(at(custom?.statusReplicasPath ?? '.status.replicas')),
      ...(selector === '' ? {} : { selector }),
    },
  };
}

function selectorText(selector: JsonObject | undefined, resource: ServedResource): string {
  if (selector === undefined) return '';
  const isPlainMap = resource.storage.id === 'core/replicationcontrollers';
  // Selectors were checked against their schema when they were written.
  const typed = (isPlainMap ? { matchLabels: selector } : selector) as LabelSelector;
  return labelSelectorToString(typed);
}
