import {
  isStatus,
  resources,
  type ConfigMap,
  type Namespace,
  type ServiceAccount,
} from '@fairway/kube';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { runController } from '../runtime/run-controller.ts';
import { decideDefaults, ROOT_CA_NAME } from './decide.ts';

/** Gives every namespace its `default` ServiceAccount and, with a CA, `kube-root-ca.crt`. */
export function runServiceAccountController(
  context: ControllerContext,
  caPem: string | undefined,
): Controller {
  const { client } = context;
  const options = { fieldManager: FIELD_MANAGER };
  const namespaces = context.informers.get<Namespace>(resources.namespaces);
  const accounts = context.informers.get<ServiceAccount>(resources.serviceAccounts);
  const configMaps = context.informers.get<ConfigMap>(resources.configMaps);

  async function reconcile(name: string): Promise<void> {
    const namespace = namespaces.get(undefined, name);
    if (namespace === undefined) return;
    const rootCa = configMaps.get(name, ROOT_CA_NAME);
    const decision = decideDefaults(namespace, accounts.get(name, 'default'), rootCa, caPem);
    if (decision.createServiceAccount) {
      const metadata = { name: 'default', namespace: name };
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
      await ignoreExisting(client.create(resources.serviceAccounts, account, options));
    }
    if (decision.rootCa === undefined) return;
    if (rootCa !== undefined) await client.update(resources.configMaps, decision.rootCa, options);
    else await ignoreExisting(client.create(resources.configMaps, decision.rootCa, options));
  }

  return runController(context, {
    name: 'serviceaccount-controller',
    reconcile,
    watch: (queue) => [
      namespaces.on((_event, namespace) => queue.add(namespace.metadata.name ?? '')),
      accounts.on((event, { metadata }) => {
        if (event === 'delete' && metadata.name === 'default') queue.add(metadata.namespace ?? '');
      }),
      configMaps.on((event, { metadata }) => {
        if (event !== 'add' && metadata.name === ROOT_CA_NAME) queue.add(metadata.namespace ?? '');
      }),
    ],
  });
}

/** The informer was behind, or another writer was first: either way it is there. */
async function ignoreExisting(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error;
  }
}
