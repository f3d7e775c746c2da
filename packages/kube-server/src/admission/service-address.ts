import { internalError, invalid } from '@fairway/kube';
import { child, numberOf, objectsOf, textOf, valueAt, type JsonObject } from '../json.ts';
import type { ServerContext } from '../request/context.ts';
import { inServiceRange } from './cluster-ip.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';

const nodePorts = { first: 30_000, last: 32_767 };

/** Gives Services their cluster IP and node ports; an update keeps those it has. */
export const serviceAddress: AdmissionPlugin = {
  name: 'ServiceAddress',
  mutate(context, attributes) {
    const { resource, subresource, object, old } = attributes;
    if (resource.storage.id !== 'core/services' || subresource !== undefined) return;
    const spec = child(object, 'spec');
    const type = textOf(spec['type']);
    if (type === 'ExternalName') {
      for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
        delete spec[name];
      return;
    }
    const before = textOf(valueAt(old, 'spec', 'clusterIP'));
    if (textOf(spec['clusterIP']) === '') {
      spec['clusterIP'] = before === '' ? allocate(context, attributes) : before;
    } else if (spec['clusterIP'] !== before) claim(context, attributes, textOf(spec['clusterIP']));
    if (before === '' || before === spec['clusterIP']) spec['clusterIPs'] = [spec['clusterIP']];
    if (type !== 'NodePort' && type !== 'LoadBalancer') return;
    if (spec['allocateLoadBalancerNodePorts'] === false && type === 'LoadBalancer') return;
    allocateNodePorts(context, object.metadata.uid, spec, objectsOf(valueAt(old, 'spec', 'ports')));
  },
};

function allocate(context: ServerContext, attributes: AdmissionAttributes): string {
  const address = context.clusterIps.allocate();
  if (address === undefined) throw internalError('failed to allocate a serviceIP: range is full');
  attributes.cleanups.push(() => context.clusterIps.release([address]));
  return address;
}

function claim(context: ServerContext, attributes: AdmissionAttributes, address: string): void {
  if (address === 'None') return;
  const refuse = (why: string): never => {
    throw invalid({ group: '', kind: 'Service' }, attributes.object.metadata.name ?? '', [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.clusterIPs',
        message: `Invalid value: ["${address}"]: failed to allocate IP ${address}: ${why}`,
      },
    ]);
  };
  if (!inServiceRange(address)) {
    refuse('the provided IP is not in the valid range. The range of valid IPs is 10.96.0.0/16');
  }
  // A changed address is refused by validation; it must not be reserved here.
  if (attributes.operation !== 'CREATE') return;
  if (!context.clusterIps.claim(address)) refuse('provided IP is already allocated');
  attributes.cleanups.push(() => context.clusterIps.release([address]));
}

function allocateNodePorts(
  context: ServerContext,
  uid: string | undefined,
  spec: JsonObject,
  before: readonly JsonObject[],
): void {
  const used = new Set<number>();
  for (const { object } of context.store.cache.list('core/services')) {
    if (object.metadata.uid === uid) continue;
    for (const port of objectsOf(valueAt(object, 'spec', 'ports')))
      used.add(numberOf(port['nodePort']));
  }
  for (const port of objectsOf(spec['ports'])) {
    const kept = before.find(
      (other) => other['port'] === port['port'] && other['protocol'] === port['protocol'],
    );
    if (numberOf(port['nodePort']) === 0 && kept !== undefined) port['nodePort'] = kept['nodePort'];
    if (numberOf(port['nodePort']) === 0) port['nodePort'] = freePort(used);
    used.add(numberOf(port['nodePort']));
  }
}

function freePort(used: ReadonlySet<number>): number {
  for (let port = nodePorts.first; port <= nodePorts.last; port += 1) {
    if (!used.has(port)) return port;
  }
  throw internalError('failed to allocate a nodePort: range is full');
}
