import { badRequest, unavailable } from '@fairway/kube';
import { objectsOf, textOf, valueAt } from '../json.ts';
import type { ApiRequest, ApiResult } from '../request/api-request.ts';
import type { PodLogRef, ServerContext } from '../request/context.ts';
import { readBoolean, readCount } from '../request/options.ts';
import { requireEntry } from '../request/subject.ts';

/** GET of `pods/NAME/log`: the bytes of one container's log, from the kubelet. */
export async function podLog(context: ServerContext, request: ApiRequest): Promise<ApiResult> {
  const pod = requireEntry(context, request).object;
  if (context.podLogs === undefined) throw unavailable('no kubelet serves logs');
  const ref = readLogRef(request, containerOf(request, pod));
  const bytes = await context.podLogs(ref, request.signal);
  return { type: 'bytes', contentType: 'text/plain', bytes };
}

function containerOf(request: ApiRequest, pod: object): string {
  const names = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) =>
    objectsOf(valueAt(pod, 'spec', list)).map((container) => textOf(container['name'])),
  );
  const asked = request.query.get('container') ?? '';
  const name = request.name ?? '';
  if (asked !== '') {
    if (names.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const main = objectsOf(valueAt(pod, 'spec', 'containers')).map((item) => textOf(item['name']));
  const [only] = main;
  if (only !== undefined && main.length === 1) return only;
  throw badRequest(
    `a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]`,
  );
}

function readLogRef(request: ApiRequest, container: string): PodLogRef {
  const { query } = request;
  const tailLines = readCount(query, 'tailLines');
  const sinceSeconds = readCount(query, 'sinceSeconds');
  const limitBytes = readCount(query, 'limitBytes');
  const sinceTime = query.get('sinceTime');
  if (sinceTime !== null && Number.isNaN(Date.parse(sinceTime))) {
    throw badRequest(`sinceTime: Invalid value: ${JSON.stringify(sinceTime)}: must be RFC 3339`);
  }
  return {
    namespace: request.namespace ?? '',
    name: request.name ?? '',
    container,
    follow: readBoolean(query, 'follow'),
    timestamps: readBoolean(query, 'timestamps'),
    previous: readBoolean(query, 'previous'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(sinceTime === null ? {} : { sinceTime }),
  };
}
