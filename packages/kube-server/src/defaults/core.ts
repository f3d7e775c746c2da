import type { KubeObject } from '@fairway/kube';
import {
  child,
  cloneJson,
  fill,
  isObject,
  objectAt,
  objectsOf,
  textOf,
  type JsonObject,
} from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';
import { setPodSpecDefaults, setPodTemplateDefaults } from './pod-spec.ts';
import { setServiceDefaults } from './service.ts';

function setPodDefaults(pod: KubeObject): void {
  const spec = child(pod, 'spec');
  setPodSpecDefaults(spec);
  fill(spec, { enableServiceLinks: true });
  for (const list of ['initContainers', 'containers']) {
    for (const container of objectsOf(spec[list])) requestWhatIsLimited(container);
  }
}

/** A limit without a request is its own request. */
function requestWhatIsLimited(container: JsonObject): void {
  const limits = objectAt(container, 'resources', 'limits');
  if (limits === undefined) return;
  const requests = child(child(container, 'resources'), 'requests');
  fill(requests, limits);
}

function setSecretDefaults(secret: KubeObject): void {
  fill(secret, { type: 'Opaque' });
  const { stringData } = secret;
  if (isObject(stringData)) {
    const data = child(secret, 'data');
    for (const [key, value] of Object.entries(stringData)) {
      data[key] = Buffer.from(textOf(value)).toString('base64');
    }
  }
  delete secret['stringData'];
}

function setNamespaceDefaults(namespace: KubeObject): void {
  const labels = namespace.metadata.labels ?? {};
  namespace.metadata.labels = {
    ...labels,
    'kubernetes.io/metadata.name': namespace.metadata.name ?? '',
  };
}

function setLimitRangeDefaults(range: KubeObject): void {
  for (const item of objectsOf(objectAt(range, 'spec')?.['limits'])) {
    if (item['type'] !== 'Container') continue;
    const { max, min } = item;
    if (isObject(max)) fill(child(item, 'default'), cloneJson(max));
    const limits = item['default'];
    if (isObject(limits)) fill(child(item, 'defaultRequest'), cloneJson(limits));
    if (isObject(min)) fill(child(item, 'defaultRequest'), cloneJson(min));
  }
}

function setReplicationControllerDefaults(controller: KubeObject): void {
  const spec = child(controller, 'spec');
  fill(spec, { replicas: 1 });
  const template = objectAt(spec, 'template');
  if (template === undefined) return;
  setPodTemplateDefaults(template);
  const labels = objectAt(template, 'metadata', 'labels');
  if (labels === undefined) return;
  fill(spec, { selector: cloneJson(labels) });
  // The schema types labels as strings; normalisation has checked it.
  controller.metadata.labels ??= cloneJson(labels) as Record<string, string>;
}

function setEndpointsDefaults(endpoints: KubeObject): void {
  for (const subset of objectsOf(endpoints['subsets'])) {
    for (const port of objectsOf(subset['ports'])) fill(port, { protocol: 'TCP' });
  }
}

function setEventDefaults(event: KubeObject): void {
  fill(event, {
    source: {},
    reportingComponent: '',
    reportingInstance: '',
  });
  for (const name of ['firstTimestamp', 'lastTimestamp', 'eventTime']) event[name] ??= null;
}

function setVolumeDefaults(volume: KubeObject): void {
  const spec = child(volume, 'spec');
  fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  const hostPath = spec['hostPath'];
  if (isObject(hostPath)) fill(hostPath, { type: '' });
}

export const coreDefaults: DefaultsTable = {
  'v1/Pod': setPodDefaults,
  'v1/PodTemplate': (object) => setPodTemplateDefaults(child(object, 'template')),
  'v1/Service': setServiceDefaults,
  'v1/Secret': setSecretDefaults,
  'v1/Namespace': setNamespaceDefaults,
  'v1/LimitRange': setLimitRangeDefaults,
  'v1/ReplicationController': setReplicationControllerDefaults,
  'v1/Endpoints': setEndpointsDefaults,
  'v1/Event': setEventDefaults,
  'v1/PersistentVolume': setVolumeDefaults,
  'v1/PersistentVolumeClaim': (object) => fill(child(object, 'spec'), { volumeMode: 'Filesystem' }),
  'v1/Node': (object) => void child(object, 'spec'),
};
