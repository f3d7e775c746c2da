import { labelSelectorToString, type KubeObject } from '@fairway/kube';
import { numberOf, objectAt, objectsOf, stringsOf, textOf, valueAt } from '../json.ts';
import type { Cell, PrinterTable } from './cell.ts';
import { age, labelsText, orNone } from './format.ts';

const shown = 3;

/** The first three items; what is left out is counted. */
function firstFew(items: readonly string[]): string {
  if (items.length <= shown) return items.join(',');
  return `${items.slice(0, shown).join(',')} + ${items.length - shown} more...`;
}

function loadBalancerAddress(object: KubeObject): string {
  return objectsOf(valueAt(object, 'status', 'loadBalancer', 'ingress'))
    .map((item) => textOf(item['ip']) || textOf(item['hostname']))
    .join(',');
}

function externalAddress(service: KubeObject): string {
  const ips = stringsOf(valueAt(service, 'spec', 'externalIPs')).join(',');
  switch (valueAt(service, 'spec', 'type')) {
    case 'ExternalName':
      return textOf(valueAt(service, 'spec', 'externalName'));
    case 'LoadBalancer': {
      const both = [loadBalancerAddress(service), ips].filter((text) => text !== '').join(',');
      return both === '' ? '<pending>' : both;
    }
    default:
      return orNone(ips);
  }
}

function printService(service: KubeObject, now: Date): Cell[] {
  const ports = objectsOf(valueAt(service, 'spec', 'ports')).map((port) => {
    const node = numberOf(port['nodePort']);
    return `${numberOf(port['port'])}${node === 0 ? '' : `:${node}`}/${textOf(port['protocol'])}`;
  });
  return [
    service.metadata.name ?? '',
    textOf(valueAt(service, 'spec', 'type')),
    orNone(textOf(valueAt(service, 'spec', 'clusterIP'))),
    externalAddress(service),
    orNone(ports.join(',')),
    age(service.metadata.creationTimestamp, now),
    labelsText(objectAt(service, 'spec', 'selector')),
  ];
}

function printEndpoints(object: KubeObject, now: Date): Cell[] {
  const addresses = objectsOf(object['subsets']).flatMap((subset) => {
    const ports = objectsOf(subset['ports']);
    return objectsOf(subset['addresses']).flatMap((address) =>
      ports.length === 0
        ? [textOf(address['ip'])]
        : ports.map((port) => `${textOf(address['ip'])}:${numberOf(port['port'])}`),
    );
  });
  return [
    object.metadata.name ?? '',
    orNone(firstFew(addresses)),
    age(object.metadata.creationTimestamp, now),
  ];
}

function printSlice(object: KubeObject, now: Date): Cell[] {
  const ports = objectsOf(object['ports']).map((port) =>
    port['port'] === undefined ? '*' : String(numberOf(port['port'])),
  );
  const addresses = objectsOf(object['endpoints']).flatMap((item) => stringsOf(item['addresses']));
  return [
    object.metadata.name ?? '',
    textOf(object['addressType']),
    ports.length === 0 ? '<unset>' : firstFew(ports),
    addresses.length === 0 ? '<unset>' : firstFew(addresses),
    age(object.metadata.creationTimestamp, now),
  ];
}

function printIngress(object: KubeObject, now: Date): Cell[] {
  const hosts = objectsOf(valueAt(object, 'spec', 'rules'))
    .map((rule) => textOf(rule['host']))
    .filter((host) => host !== '');
  const hasTls = objectsOf(valueAt(object, 'spec', 'tls')).length > 0;
  return [
    object.metadata.name ?? '',
    orNone(textOf(valueAt(object, 'spec', 'ingressClassName'))),
    hosts.length === 0 ? '*' : firstFew(hosts),
    loadBalancerAddress(object),
    hasTls ? '80, 443' : '80',
    age(object.metadata.creationTimestamp, now),
  ];
}

function printIngressClass(object: KubeObject, now: Date): Cell[] {
  const parameters = objectAt(object, 'spec', 'parameters');
  const group = textOf(parameters?.['apiGroup']);
  const text =
    parameters === undefined
      ? '<none>'
      : `${textOf(parameters['kind'])}${group === '' ? '' : `.${group}`}/${textOf(parameters['name'])}`;
  return [
    object.metadata.name ?? '',
    textOf(valueAt(object, 'spec', 'controller')),
    text,
    age(object.metadata.creationTimestamp, now),
  ];
}

export const networkingPrinters: PrinterTable = {
  'core/services': printService,
  'core/endpoints': printEndpoints,
  'discovery.k8s.io/endpointslices': printSlice,
  'networking.k8s.io/ingresses': printIngress,
  'networking.k8s.io/ingressclasses': printIngressClass,
  'networking.k8s.io/networkpolicies': (object, now) => [
    object.metadata.name ?? '',
    orNone(labelSelectorToString(objectAt(object, 'spec', 'podSelector'))),
    age(object.metadata.creationTimestamp, now),
  ],
};
