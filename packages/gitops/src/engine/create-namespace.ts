import type { KubeObject } from '@fairway/kube';
import { isNamespace } from '../object/predicates.ts';
import type { ManagedPair } from '../sync/build-tasks.ts';
import type { SyncOptions } from '../sync/sync-options.ts';
import type { ResourceResult } from '../sync/sync-result.ts';
import type { OperationRun } from './run-operation.ts';

/**
 * The destination namespace as something to apply before all else, when `CreateNamespace=true`
 * asks for it: always with `managedNamespaceMetadata`, else only until it exists.
 */
export async function namespacePair(
  { spec, destination, desired }: Pick<OperationRun, 'spec' | 'destination' | 'desired'>,
  options: SyncOptions,
  results: readonly ResourceResult[],
): Promise<ManagedPair | undefined> {
  const name = spec.destination.namespace ?? '';
  if (options.get('CreateNamespace') !== 'true' || name === '') return undefined;
  const isWanted = (object: KubeObject): boolean =>
    isNamespace(object) && object.metadata.name === name;
  if (desired.targets.resources.some(isWanted)) return undefined;
  const { cluster } = destination;
  await cluster.watchKinds([{ group: '', kind: 'Namespace', apiVersion: 'v1' }]);
  const live = cluster.find({ group: '', kind: 'Namespace', namespace: '', name }, 'v1');
  const metadata = spec.syncPolicy?.managedNamespaceMetadata;
  const isOurs = results.some(
    (result) => result.kind === 'Namespace' && result.syncPhase === 'PreSync',
  );
  if (live !== undefined && metadata === undefined && !isOurs) return undefined;
  const target: KubeObject = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      ...(metadata?.labels === undefined ? {} : { labels: metadata.labels }),
      ...(metadata?.annotations === undefined ? {} : { annotations: metadata.annotations }),
    },
  };
  return { target, isModified: true, ...(live === undefined ? {} : { live }) };
}
