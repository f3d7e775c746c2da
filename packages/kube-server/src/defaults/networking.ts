import type { KubeObject } from '@fairway/kube';
import { child, fill, objectAt, objectsOf } from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';

function setPolicyDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  const egress = objectsOf(spec['egress']);
  fill(spec, {
    podSelector: {},
    policyTypes: Array.isArray(spec['egress']) ? ['Ingress', 'Egress'] : ['Ingress'],
  });
  for (const rule of [...egress, ...objectsOf(spec['ingress'])]) {
    for (const port of objectsOf(rule['ports'])) fill(port, { protocol: 'TCP' });
  }
}

function setIngressDefaults(object: KubeObject): void {
  for (const rule of objectsOf(objectAt(object, 'spec')?.['rules'])) {
    for (const path of objectsOf(objectAt(rule, 'http')?.['paths'])) {
      fill(path, { pathType: 'ImplementationSpecific' });
    }
  }
}

function setSliceDefaults(object: KubeObject): void {
  for (const port of objectsOf(object['ports'])) fill(port, { name: '', protocol: 'TCP' });
  for (const endpoint of objectsOf(object['endpoints'])) fill(endpoint, { conditions: {} });
  for (const name of ['endpoints', 'ports']) object[name] ??= null;
}

export const networkingDefaults: DefaultsTable = {
  'networking.k8s.io/v1/NetworkPolicy': setPolicyDefaults,
  'networking.k8s.io/v1/Ingress': setIngressDefaults,
  'discovery.k8s.io/v1/EndpointSlice': setSliceDefaults,
};
