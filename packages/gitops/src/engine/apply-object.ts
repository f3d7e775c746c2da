import { isStatus, type ApiResource, type KubeObject } from '@fairway/kube';
import { withTimeout } from '../cluster/with-timeout.ts';
import { isCrd, isNamespace } from '../object/predicates.ts';
import { readArray, readString } from '../object/read.ts';
import { keyOf } from '../object/resource-key.ts';
import { clusterTimeoutMs, fieldManager, type Destination } from './engine-context.ts';

/** How one target is written. */
interface ApplyOptions {
  dryRun: boolean;
  replace: boolean;
  force: boolean;
}

/** A write that succeeded, with the sentence kubectl would print. */
interface Applied {
  object: KubeObject;
  message: string;
}

const crdTimeoutMs = 3_000;
const deleteTimeoutMs = 30_000;

/**
 * Writes a target: server-side apply that takes over conflicting fields; `Replace=true` updates
 * or creates instead; `Force=true` deletes and creates anew what cannot be changed in place.
 *
 * @throws StatusError as the server answers.
 */
export async function applyObject(
  destination: Destination,
  resource: ApiResource,
  target: KubeObject,
  live: KubeObject | undefined,
  options: ApplyOptions,
): Promise<Applied> {
  const { cluster } = destination;
  const written = options.replace
    ? await replaceObject(destination, resource, target, live, options)
    : await applyServerSide(destination, resource, target, options);
  if (!options.dryRun) {
    cluster.observe(written.object);
    if (isCrd(target)) await waitForCrd(destination, resource, target);
  }
  const suffix = options.dryRun ? ' (server dry run)' : '';
  const message = `${nameOf(resource)}/${target.metadata.name ?? ''} ${written.message}${suffix}`;
  return { object: written.object, message };
}

/** Asks the server what applying a target would give, and stores nothing. */
export async function dryRunApply(
  { cluster }: Pick<Destination, 'cluster'>,
  resource: ApiResource,
  target: KubeObject,
): Promise<KubeObject> {
  const call = cluster.client.patch<KubeObject>(resource, refOf(target), target, {
    type: 'application/apply-patch+yaml',
    fieldManager,
    force: true,
    dryRun: true,
  });
  return withTimeout(call, clusterTimeoutMs, `dry run of ${nameOf(resource)}`);
}

/** `deployment.apps`, or the bare name in the core group: how kubectl names a resource. */
export function nameOf(resource: ApiResource): string {
  const kind = resource.kind.toLowerCase();
  return resource.group === '' ? kind : `${kind}.${resource.group}`;
}

/** Name and namespace of an object, as the client port wants them. */
export function refOf(object: KubeObject): { name: string; namespace?: string } {
  const { name = '', namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

async function applyServerSide(
  destination: Destination,
  resource: ApiResource,
  target: KubeObject,
  { dryRun, force }: ApplyOptions,
): Promise<Applied> {
  const { client } = destination.cluster;
  try {
    const call = client.patch<KubeObject>(resource, refOf(target), target, {
      type: 'application/apply-patch+yaml',
      fieldManager,
      force: true,
      dryRun,
    });
    const object = await withTimeout(call, clusterTimeoutMs, `apply of ${nameOf(resource)}`);
    return { object, message: 'serverside-applied' };
  } catch (error) {
    const canRecreate =
      force && !dryRun && (isStatus(error, 'Invalid') || isStatus(error, 'Conflict'));
    if (!canRecreate) throw error;
    return recreate(destination, resource, target);
  }
}

async function replaceObject(
  destination: Destination,
  resource: ApiResource,
  target: KubeObject,
  live: KubeObject | undefined,
  { dryRun, force }: ApplyOptions,
): Promise<Applied> {
  const { client } = destination.cluster;
  const what = `replace of ${nameOf(resource)}`;
  if (live === undefined) {
    const { namespace } = target.metadata;
    const scope = namespace === undefined ? {} : { namespace };
    const call = client.create(resource, target, { fieldManager, dryRun, ...scope });
    return { object: await withTimeout(call, clusterTimeoutMs, what), message: 'created' };
  }
  const isKept = isCrd(target) || isNamespace(target);
  if (force && !isKept && !dryRun) return recreate(destination, resource, target);
  const resourceVersion = live.metadata.resourceVersion;
  const metadata = {
    ...target.metadata,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  const call = client.update(resource, { ...target, metadata }, { fieldManager, dryRun });
  const object = await withTimeout(call, clusterTimeoutMs, what);
  return { object, message: isKept ? 'updated' : 'replaced' };
}

async function recreate(
  { cluster }: Destination,
  resource: ApiResource,
  target: KubeObject,
): Promise<Applied> {
  const ref = refOf(target);
  const key = keyOf(target);
  const uid = cluster.find(key)?.metadata.uid;
  const gone = cluster.client.delete(resource, ref, { propagationPolicy: 'Foreground' });
  await withTimeout(gone, clusterTimeoutMs, `delete of ${nameOf(resource)}`);
  await cluster.waitUntil(() => {
    const left = cluster.find(key);
    return left === undefined || left.metadata.uid !== uid;
  }, deleteTimeoutMs);
  const scope = ref.namespace === undefined ? {} : { namespace: ref.namespace };
  const call = cluster.client.create(resource, target, { fieldManager, ...scope });
  return { object: await withTimeout(call, clusterTimeoutMs, 'create'), message: 'replaced' };
}

/** Waits until a CRD is served; a slow one is not a failure. */
async function waitForCrd(
  { cluster }: Destination,
  resource: ApiResource,
  crd: KubeObject,
): Promise<void> {
  const { group, kind, version } = resource;
  await cluster.watchKinds([{ group, kind, apiVersion: `${group}/${version}` }]);
  const isEstablished = (): boolean =>
    readArray(cluster.find(keyOf(crd)), 'status', 'conditions').some(
      (condition) =>
        readString(condition, 'type') === 'Established' &&
        readString(condition, 'status') === 'True',
    );
  await cluster.waitUntil(isEstablished, crdTimeoutMs);
  cluster.discovery.invalidate();
}
