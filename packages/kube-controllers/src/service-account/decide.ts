import { jsonEqual, type ConfigMap, type Namespace, type ServiceAccount } from '@fairway/kube';

/** The ConfigMap that tells pods the cluster's certificate authority. */
export const ROOT_CA_NAME = 'kube-root-ca.crt';

/** What every namespace shall have. */
export interface NamespaceDefaults {
  createServiceAccount: boolean;
  /** The ConfigMap to create or replace. */
  rootCa?: ConfigMap;
}

/** Decides what a namespace lacks: its `default` ServiceAccount and the root CA. */
export function decideDefaults(
  namespace: Namespace,
  serviceAccount: ServiceAccount | undefined,
  rootCa: ConfigMap | undefined,
  caPem: string | undefined,
): NamespaceDefaults {
  const going =
    namespace.metadata.deletionTimestamp !== undefined || namespace.status?.phase === 'Terminating';
  if (going) return { createServiceAccount: false };
  const wanted = caPem === undefined ? undefined : rootCaConfigMap(namespace, caPem, rootCa);
  const upToDate = wanted === undefined || jsonEqual(rootCa?.data, wanted.data);
  return {
    createServiceAccount: serviceAccount === undefined,
    ...(upToDate ? {} : { rootCa: wanted }),
  };
}

function rootCaConfigMap(
  namespace: Namespace,
  caPem: string,
  current: ConfigMap | undefined,
): ConfigMap {
  const metadata = current?.metadata ?? {
    name: ROOT_CA_NAME,
    namespace: namespace.metadata.name ?? '',
    annotations: {
      'kubernetes.io/description':
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
    },
  };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': caPem } };
}
