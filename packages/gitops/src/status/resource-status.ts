import type { ResourceStatus } from '../application/application.ts';
import type { ComparedResource } from '../diff/compare-resources.ts';
import { waveOf } from '../sync/waves.ts';

/** One entry of `status.resources` as Argo CD writes it. */
export function resourceStatus(resource: ComparedResource): ResourceStatus {
  const { key, target, live } = resource;
  const object = target ?? live;
  const wave = object === undefined ? 0 : waveOf(object);
  return {
    ...(key.group === '' ? {} : { group: key.group }),
    version: resource.version,
    kind: key.kind,
    ...(key.namespace === '' ? {} : { namespace: key.namespace }),
    name: key.name,
    ...(resource.status === undefined ? {} : { status: resource.status }),
    ...(resource.health === undefined ? {} : { health: resource.health }),
    ...(resource.isHook ? { hook: true } : {}),
    ...(target === undefined && !resource.isHook ? { requiresPruning: true } : {}),
    ...(wave === 0 ? {} : { syncWave: wave }),
  };
}
