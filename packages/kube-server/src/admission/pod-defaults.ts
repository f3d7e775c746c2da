import { forbidden } from '@fairway/kube';
import { child, numberOf, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { ServerContext } from '../request/context.ts';
import { qosClass } from '../strategy/qos-class.ts';
import type { AdmissionPlugin } from './admission.ts';

const systemPriorities: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/** Priority, the two default tolerations, and the class that follows from the final resources. */
export const podDefaults: AdmissionPlugin = {
  name: 'PodDefaults',
  mutate(context, { operation, resource, object }) {
    if (operation !== 'CREATE' || resource.storage.id !== 'core/pods') return;
    const spec = child(object, 'spec');
    setPriority(context, spec, object.metadata.name ?? '');
    tolerate(spec);
    child(object, 'status')['qosClass'] = qosClass(object);
  },
};

function setPriority(context: ServerContext, spec: JsonObject, pod: string): void {
  const name = textOf(spec['priorityClassName']);
  const classes = context.store.cache.list('scheduling.k8s.io/priorityclasses');
  const found =
    name === ''
      ? classes.find((entry) => entry.object['globalDefault'] === true)
      : classes.find((entry) => entry.name === name);
  if (found === undefined && name !== '' && systemPriorities[name] === undefined) {
    throw forbidden(
      { group: '', resource: 'pods' },
      pod,
      `no PriorityClass with name ${name} was found`,
    );
  }
  if (found !== undefined) spec['priorityClassName'] = found.name;
  spec['priority'] = systemPriorities[name] ?? numberOf(valueAt(found?.object, 'value'));
  spec['preemptionPolicy'] =
    textOf(valueAt(found?.object, 'preemptionPolicy')) || 'PreemptLowerPriority';
}

function tolerate(spec: JsonObject): void {
  const tolerations = objectsOf(spec['tolerations']);
  for (const condition of ['not-ready', 'unreachable']) {
    const key = `node.kubernetes.io/${condition}`;
    const covered = tolerations.some(
      (toleration) =>
        (toleration['key'] === key ||
          (!toleration['key'] && toleration['operator'] === 'Exists')) &&
        (!toleration['effect'] || toleration['effect'] === 'NoExecute'),
    );
    if (covered) continue;
    tolerations.push({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
  }
  spec['tolerations'] = tolerations;
}
