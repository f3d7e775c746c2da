import { child, objectsOf } from '../json.ts';
import type { AdmissionPlugin } from './admission.ts';

const key = 'node.kubernetes.io/not-ready';

/** A new node takes no pods before it is known to be ready. */
export const nodeTaint: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  mutate(_context, { operation, resource, object }) {
    if (operation !== 'CREATE' || resource.storage.id !== 'core/nodes') return;
    const spec = child(object, 'spec');
    const taints = objectsOf(spec['taints']);
    if (taints.some((taint) => taint['key'] === key && taint['effect'] === 'NoSchedule')) return;
    spec['taints'] = [...taints, { key, effect: 'NoSchedule' }];
  },
};
