import { isStatus, resources, type Ingress, type KubeClient } from '@fairway/kube';
import { messageOf } from '../errors.ts';
import type { KubeletLogger } from '../logger.ts';

/** Tells where an Ingress is served, which is what its health is read from. */
export async function writeIngressStatus(
  client: KubeClient,
  ingress: Ingress,
  hostname: string,
  logger: KubeletLogger,
): Promise<void> {
  const told = ingress.status?.loadBalancer?.ingress ?? [];
  if (told.length === 1 && told[0]?.hostname === hostname) return;
  const { name = '', namespace = 'default' } = ingress.metadata;
  const body = { status: { loadBalancer: { ingress: [{ hostname }] } } };
  const ref = { name, namespace, subresource: 'status' };
  try {
    await client.patch(resources.ingresses, ref, body, { type: 'application/merge-patch+json' });
  } catch (error) {
    if (isStatus(error, 'NotFound')) return;
    logger.warn({ ingress: name, error: messageOf(error) }, 'ingress status was not written');
  }
}
