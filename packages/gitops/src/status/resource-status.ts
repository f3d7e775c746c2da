import type { ResourceStatus } from '../application/application.ts';
import type { ComparedResource } from '../diff/compare-resources.ts';
import { waveOf } from '../sync/waves.ts';

/** One entry of `status.resources` as Argo CD writes it. */
export function resourceStatus(resource: ComparedResource): ResourceStatus {
  const { key, target, live } = resource;
  const object = target ?? live;
  // What is expected and not there is shown as Missing, and counts for nothing else.
  const isMissing = target !== undefined && live === undefined;
  const health = isMissing ? ({ status: 'Missing' } as const) : resource.health;
  const wave = object === undefined ? 0 : waveOf(object);
  return {
    ...(key.group === '' ? {} : { group: key.group }),
    version: resource.version,
    kind: key.kind,
    ...(key.namespace === '' ? {} : { namespace: key.namespace }),
    name: key.name,
    ...(resource.status === undefined ? {} : { status: resource.status }),
    ...(health === undefined ? {} : { health }),
    ...(resource.isHook ? { hook: true } : {}),
    ...(target === undefined && !resource.isHook ? { requiresPruning: true } : {}),
    ...(wave === 0 ? {} : { syncWave: wave }),
  };
}
