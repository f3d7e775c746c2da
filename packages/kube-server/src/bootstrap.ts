import {
  isStatus,
  type GroupVersionResource,
  type KubeClient,
  type KubeObject,
} from '@fairway/kube';

const namespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;

/** Creates what every cluster has: the four namespaces and the `kubernetes` Service. */
export async function bootstrap(client: KubeClient): Promise<void> {
  const core = { group: '', version: 'v1' };
  const createOnce = async (resource: GroupVersionResource, object: KubeObject): Promise<void> => {
    try {
      await client.create(resource, object, { fieldManager: 'kube-apiserver' });
    } catch (error) {
      // Another server that starts at the same time was faster.
      const taken = isStatus(error, 'AlreadyExists') || isStatus(error, 'Invalid');
      if (!taken) throw error;
    }
  };
  const create = async (resource: string, object: KubeObject): Promise<void> => {
    const { name = '', namespace } = object.metadata;
    const ref = { name, ...(namespace === undefined ? {} : { namespace }) };
    try {
      await client.get({ ...core, resource }, ref);
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
      await createOnce({ ...core, resource }, object);
    }
  };
  for (const name of namespaces) {
    await create('namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  await create('services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: '10.96.0.1',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }],
    },
  });
}
