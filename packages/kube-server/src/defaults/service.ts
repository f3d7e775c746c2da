import type { KubeObject } from '@fairway/kube';
import { child, fill, objectsOf, textOf, valueAt } from '../json.ts';

/** Defaults of a Service; addresses and node ports come from admission. */
export function setServiceDefaults(service: KubeObject): void {
  const spec = child(service, 'spec');
  if (spec['clusterIP'] === '') delete spec['clusterIP'];
  fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec['sessionAffinity'] === 'ClientIP') {
    const config = child(child(spec, 'sessionAffinityConfig'), 'clientIP');
    fill(config, { timeoutSeconds: 10_800 });
  }
  const type = textOf(spec['type']);
  for (const port of objectsOf(spec['ports'])) {
    fill(port, { protocol: 'TCP', targetPort: valueAt(port, 'port') });
    if (port['targetPort'] === 0 || port['targetPort'] === '') port['targetPort'] = port['port'];
  }
  if (type === 'NodePort' || type === 'LoadBalancer')
    fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
  if (type === 'ExternalName') return;
  fill(spec, {
    internalTrafficPolicy: 'Cluster',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  });
  const clusterIP = textOf(spec['clusterIP']);
  if (clusterIP !== '') fill(spec, { clusterIPs: [clusterIP] });
}
