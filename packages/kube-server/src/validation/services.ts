import type { KubeObject, StatusCause } from '@fairway/kube';
import { numberOf, objectsOf, textOf, valueAt } from '../json.ts';
import { duplicate, invalidValue, required, unsupported } from './causes.ts';

const serviceTypes: readonly string[] = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

/** Causes for a Service. */
export function serviceCauses(object: KubeObject): StatusCause[] {
  const causes: StatusCause[] = [];
  const type = textOf(valueAt(object, 'spec', 'type'));
  if (!serviceTypes.includes(type)) causes.push(unsupported('spec.type', type, serviceTypes));
  const ports = objectsOf(valueAt(object, 'spec', 'ports'));
  const headless = valueAt(object, 'spec', 'clusterIP') === 'None';
  if (type === 'ExternalName') {
    if (textOf(valueAt(object, 'spec', 'externalName')) === '')
      causes.push(required('spec.externalName'));
  } else if (ports.length === 0 && !headless) causes.push(required('spec.ports'));
  const names = new Set<string>();
  const numbers = new Set<string>();
  ports.forEach((port, index) => {
    const at = `spec.ports[${index}]`;
    const name = textOf(port['name']);
    if (name === '' && ports.length > 1) causes.push(required(`${at}.name`));
    else if (name !== '' && names.has(name)) causes.push(duplicate(`${at}.name`, name));
    names.add(name);
    const number = numberOf(port['port']);
    if (number < 1 || number > 65_535) {
      causes.push(
        invalidValue(`${at}.port`, port['port'] ?? 0, 'must be between 1 and 65535, inclusive'),
      );
    }
    const key = `${number}/${textOf(port['protocol'])}`;
    if (numbers.has(key)) causes.push(duplicate(at, { port: number, protocol: port['protocol'] }));
    numbers.add(key);
  });
  return causes;
}

/** Causes for an Ingress. */
export function ingressCauses(object: KubeObject): StatusCause[] {
  const rules = objectsOf(valueAt(object, 'spec', 'rules'));
  const causes: StatusCause[] = [];
  if (rules.length === 0 && valueAt(object, 'spec', 'defaultBackend') === undefined) {
    const why = 'either `defaultBackend` or `rules` must be specified';
    causes.push(invalidValue('spec', [], why));
  }
  rules.forEach((rule, ruleIndex) => {
    objectsOf(valueAt(rule, 'http', 'paths')).forEach((path, index) => {
      const text = textOf(path['path']);
      if (path['pathType'] === 'ImplementationSpecific' || text.startsWith('/')) return;
      const at = `spec.rules[${ruleIndex}].http.paths[${index}].path`;
      causes.push(invalidValue(at, text, 'must be an absolute path'));
    });
  });
  return causes;
}
