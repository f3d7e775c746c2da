import { isStatus, resources, type KubeClient, type KubeObject, type Node } from '@fairway/kube';
import { messageOf } from '../errors.ts';
import type { KubeletLogger } from '../logger.ts';
import type { Machine } from './machine.ts';
import { nodeObject, nodeStatus } from './node-object.ts';

const leaseNamespace = 'kube-node-lease';
const leaseSeconds = 40;
const heartbeatMs = 10_000;
const statusEvery = 30;

/** Keeps a node registered: a lease every 10 s, its status every 5 min. */
export interface NodeKeeper {
  close(): Promise<void>;
}

/** Registers the node and starts the heartbeat. Rejects when the API refuses the node. */
export async function keepNode(
  client: KubeClient,
  name: string,
  address: string,
  machine: Machine,
  now: () => Date,
  logger: KubeletLogger,
): Promise<NodeKeeper> {
  await register(client, name, address, machine, now());
  let beats = 0;
  let running: Promise<void> = Promise.resolve();
  const beat = async (): Promise<void> => {
    try {
      await renewLease(client, name, now());
      beats += 1;
      if (beats % statusEvery === 0) await register(client, name, address, machine, now());
    } catch (error) {
      logger.warn({ node: name, error: messageOf(error) }, 'heartbeat failed');
    }
  };
  running = beat();
  const timer = setInterval(() => {
    running = beat();
  }, heartbeatMs);
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

async function register(
  client: KubeClient,
  name: string,
  address: string,
  machine: Machine,
  now: Date,
): Promise<void> {
  let node: Node;
  try {
    node = await client.get<Node>(resources.nodes, { name });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
    node = await client.create<Node>(resources.nodes, nodeObject(name, address, machine, now));
  }
  const status = nodeStatus(name, address, machine, now, node);
  const ref = { name, subresource: 'status' };
  await client.patch(resources.nodes, ref, { status }, { type: 'application/merge-patch+json' });
}

async function renewLease(client: KubeClient, name: string, now: Date): Promise<void> {
  const renewTime = now.toISOString().replace(/Z$/, '000Z');
  const ref = { namespace: leaseNamespace, name };
  const spec = { holderIdentity: name, leaseDurationSeconds: leaseSeconds, renewTime };
  try {
    await client.patch(resources.leases, ref, { spec }, { type: 'application/merge-patch+json' });
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
    await ensureNamespace(client);
    const lease: KubeObject = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: leaseNamespace },
      spec,
    };
    await client.create(resources.leases, lease, { namespace: leaseNamespace });
  }
}

async function ensureNamespace(client: KubeClient): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: leaseNamespace } };
  try {
    await client.create(resources.namespaces, namespace);
  } catch (error) {
    if (!isStatus(error, 'AlreadyExists')) throw error;
  }
}
