import { forbidden, type KubeObject } from '@fairway/kube';
import { child, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { ServerContext } from '../request/context.ts';
import { generateName } from '../verbs/object-meta.ts';
import type { AdmissionPlugin } from './admission.ts';

const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const mirrorAnnotation = 'kubernetes.io/config.mirror';

/**
 * Pods run as a ServiceAccount: `default` unless named, its pull secrets, and the projected
 * volume with token, CA and namespace. An account other than `default` must exist.
 */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  mutate(context, { operation, resource, subresource, namespace, object }) {
    if (operation !== 'CREATE' || resource.storage.id !== 'core/pods' || subresource) return;
    if (object.metadata.annotations?.[mirrorAnnotation] !== undefined) return;
    const spec = child(object, 'spec');
    const name = textOf(spec['serviceAccountName']) || 'default';
    spec['serviceAccountName'] = name;
    spec['serviceAccount'] = name;
    const account = findAccount(context, object, namespace, name);
    const wants =
      spec['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'] ?? true;
    if (wants === true) mountToken(spec);
    const secrets = objectsOf(account?.['imagePullSecrets']);
    if (spec['imagePullSecrets'] === undefined && secrets.length > 0) {
      spec['imagePullSecrets'] = secrets.map((secret) => ({ name: secret['name'] }));
    }
  },
};

function findAccount(
  context: ServerContext,
  pod: KubeObject,
  namespace: string,
  name: string,
): KubeObject | undefined {
  const entry = context.store.cache.get({ id: 'core/serviceaccounts', namespace, name });
  if (entry === undefined && name !== 'default') {
    throw forbidden(
      { group: '', resource: 'pods' },
      pod.metadata.name ?? '',
      `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
    );
  }
  return entry?.object;
}

function mountToken(spec: JsonObject): void {
  const containers = ['initContainers', 'containers'].flatMap((list) => objectsOf(spec[list]));
  const isMounted = (container: JsonObject): boolean =>
    objectsOf(container['volumeMounts']).some((mount) => mount['mountPath'] === mountPath);
  const without = containers.filter((container) => !isMounted(container));
  if (without.length === 0) return;
  const name = generateName('kube-api-access-');
  const volumes = Array.isArray(spec['volumes']) ? spec['volumes'] : [];
  spec['volumes'] = [...volumes, { name, projected: tokenProjection() }];
  for (const container of without) {
    const mounts = objectsOf(valueAt(container, 'volumeMounts'));
    container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath }];
  }
}

function tokenProjection(): JsonObject {
  return {
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [
            { path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } },
          ],
        },
      },
    ],
    defaultMode: 420,
  };
}
