import {
  isStatus,
  resources,
  type Endpoints,
  type EndpointSlice,
  type GroupVersionResource,
  type KubeObject,
  type Pod,
  type Service,
} from '@fairway/kube';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { runController } from '../runtime/run-controller.ts';
import { decideEndpoints, MANAGED_BY, MANAGER, SERVICE_NAME } from './decide.ts';

/** Keeps EndpointSlices and Endpoints in step with the pods behind each Service. */
export function runEndpointsController(context: ControllerContext): Controller {
  const services = context.informers.get<Service>(resources.services);
  const pods = context.informers.get<Pod>(resources.pods);
  const slices = context.informers.get<EndpointSlice>(resources.endpointSlices);
  const endpoints = context.informers.get<Endpoints>(resources.endpoints);

  async function reconcile(key: string): Promise<void> {
    const { namespace, name } = splitKey(key);
    const service = services.get(namespace, name);
    if (service === undefined) return deleteEndpoints(namespace, name);
    const decision = decideEndpoints({
      service,
      pods: pods.list(),
      slices: slices.list().filter((slice) => isOurs(slice) && serviceKey(slice) === key),
      endpoints: endpoints.get(namespace, name),
      now: context.now(),
    });
    for (const slice of decision.putSlices) {
      await put(
        context,
        resources.endpointSlices,
        slice,
        slices.get(namespace, slice.metadata.name ?? ''),
      );
    }
    if (decision.putEndpoints !== undefined) {
      const current = endpoints.get(namespace, name);
      await put(context, resources.endpoints, decision.putEndpoints, current);
    }
    for (const slice of decision.deleteSlices) {
      await remove(resources.endpointSlices, namespace, slice.metadata.name ?? '');
    }
  }

  /** Slices go with their Service by owner reference; Endpoints have none. */
  async function deleteEndpoints(namespace: string, name: string): Promise<void> {
    if (endpoints.get(namespace, name) !== undefined) {
      await remove(resources.endpoints, namespace, name);
    }
  }

  async function remove(
    resource: GroupVersionResource,
    namespace: string,
    name: string,
  ): Promise<void> {
    try {
      await context.client.delete(resource, { namespace, name });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  return runController(context, {
    name: 'endpoints-controller',
    reconcile,
    watch: (queue) => [
      services.on((_event, service) => queue.add(objectKey(service))),
      pods.on((_event, pod, old) => {
        for (const service of services.list()) {
          if (selects(service, pod) || (old !== undefined && selects(service, old))) {
            queue.add(objectKey(service));
          }
        }
      }),
      slices.on((_event, slice) => {
        if (isOurs(slice)) queue.add(serviceKey(slice));
      }),
      endpoints.on((event, object) => {
        if (event !== 'add') queue.add(objectKey(object));
      }),
    ],
  });
}

/** Creates, or replaces what the informer last saw; a newer state is a Conflict and tried again. */
async function put(
  { client }: ControllerContext,
  resource: GroupVersionResource,
  object: KubeObject,
  current: KubeObject | undefined,
): Promise<void> {
  const options = { fieldManager: FIELD_MANAGER };
  if (current === undefined) {
    await client.create(resource, object, options);
    return;
  }
  const { uid, resourceVersion } = current.metadata;
  const metadata = {
    ...object.metadata,
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  await client.update(resource, { ...object, metadata }, options);
}

function isOurs(slice: EndpointSlice): boolean {
  return slice.metadata.labels?.[MANAGED_BY] === MANAGER;
}

function serviceKey(slice: EndpointSlice): string {
  return `${slice.metadata.namespace ?? ''}/${slice.metadata.labels?.[SERVICE_NAME] ?? ''}`;
}

function selects(service: Service, pod: Pod): boolean {
  const selector = Object.entries(service.spec.selector ?? {});
  return (
    service.metadata.namespace === pod.metadata.namespace &&
    selector.length > 0 &&
    selector.every(([name, value]) => pod.metadata.labels?.[name] === value)
  );
}
