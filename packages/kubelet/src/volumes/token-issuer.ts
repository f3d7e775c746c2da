import { resources, StatusError, type KubeClient, type KubeObject } from '@fairway/kube';
import { KubeletError } from '../errors.ts';
import type { KubeletLogger } from '../logger.ts';
import type { TokenIssuer } from './volume-files.ts';

/**
 * Tokens by the TokenRequest API, bound to the pod. An API server that does not serve it is told
 * of once, and pods go without.
 */
export function tokenIssuer(client: KubeClient, logger: KubeletLogger): TokenIssuer {
  let told = false;
  return async ({ namespace, serviceAccount, audience, expirationSeconds, pod }) => {
    const request: KubeObject = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: { name: serviceAccount, namespace },
      spec: {
        audiences: audience === undefined ? [] : [audience],
        expirationSeconds,
        boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: pod.name, uid: pod.uid },
      },
    };
    let answer: KubeObject;
    try {
      const options = { namespace, subresource: 'token' };
      answer = await client.create(resources.serviceAccounts, request, options);
    } catch (error) {
      if (!isNotServed(error, serviceAccount)) throw error;
      if (!told) logger.warn({ namespace }, 'the API server issues no tokens for pods');
      told = true;
      return undefined;
    }
    const status = answer['status'] as { token?: unknown } | undefined;
    if (typeof status?.token !== 'string') {
      const message = `no token for service account ${namespace}/${serviceAccount}`;
      throw new KubeletError('mount', 'FailedMount', message);
    }
    return status.token;
  };
}

/** Not there at all, rather than no such ServiceAccount. */
function isNotServed(error: unknown, serviceAccount: string): boolean {
  if (!(error instanceof StatusError)) return false;
  if (error.code === 405) return true;
  return error.code === 404 && error.status.details?.name !== serviceAccount;
}
