import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  badRequest,
  schemaFor,
  unsupportedMediaType,
  type KubeObject,
} from '@fairway/kube';
import { isObject } from '../json.ts';
import type { ApiRequest } from '../request/api-request.ts';

/** Applies the request's patch (any language but server-side apply) to a document. */
export function patchDocument(request: ApiRequest, current: KubeObject): unknown {
  const { body, resource } = request;
  switch (request.patchType) {
    case 'application/json-patch+json':
      return applyJsonPatch(current, body);
    case 'application/merge-patch+json':
      if (!isObject(body)) throw badRequest('error decoding patch: the patch is not an object');
      return applyMergePatch(current, body);
    case 'application/strategic-merge-patch+json': {
      const isScale = current.kind === 'Scale';
      const builtIn = resource.custom === undefined ? resource.schema : undefined;
      const schema = isScale
        ? schemaFor({ group: 'autoscaling', version: 'v1', kind: 'Scale' })
        : builtIn;
      return applyStrategicMergePatch(current, body, schema);
    }
    default:
      throw unsupportedMediaType(['application/json-patch+json', 'application/merge-patch+json']);
  }
}
