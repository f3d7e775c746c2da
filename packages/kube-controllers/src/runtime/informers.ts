import {
  createInformer,
  type GroupVersionResource,
  type Informer,
  type KubeClient,
  type KubeObject,
} from '@fairway/kube';

/** One informer a resource, shared by all controllers. */
export interface InformerSet {
  /** The resource's informer; it is started when first asked for. */
  get<T extends KubeObject>(resource: GroupVersionResource): Informer<T>;
  /** Settles once every informer asked for so far has its first list. */
  synced(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the set; `onError` is told of failed lists and watches, which are retried. */
export function createInformerSet(
  client: KubeClient,
  onError: (error: unknown, resource: string) => void,
): InformerSet {
  const informers = new Map<string, Informer>();

  function get(resource: GroupVersionResource): Informer {
    const key = `${resource.group}/${resource.version}/${resource.resource}`;
    let informer = informers.get(key);
    if (informer === undefined) {
      informer = createInformer(client, resource, { onError: (error) => onError(error, key) });
      informers.set(key, informer);
      informer.start();
    }
    return informer;
  }

  return {
    // One informer a resource, so its objects are of the one kind that its callers name.
    get: <T extends KubeObject>(resource: GroupVersionResource) =>
      get(resource) as unknown as Informer<T>,
    synced: async () => {
      await Promise.all([...informers.values()].map((informer) => informer.synced));
    },
    close: async () => {
      await Promise.all([...informers.values()].map((informer) => informer.close()));
    },
  };
}
