import { child, fill, isObject, objectAt, objectsOf, textOf, type JsonObject } from '../json.ts';

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** Defaults of a pod template's spec; a pod itself has a few more (`setPodDefaults`). */
export function setPodSpecDefaults(spec: JsonObject): void {
  fill(spec, {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  });
  mirrorServiceAccount(spec);
  if (spec['hostNetwork'] === true) setHostPorts(spec);
  for (const volume of objectsOf(spec['volumes'])) setVolumeDefaults(volume);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of objectsOf(spec[list])) setContainerDefaults(container);
  }
}

/** The deprecated `serviceAccount` follows `serviceAccountName`, and the other way round. */
function mirrorServiceAccount(spec: JsonObject): void {
  const name = textOf(spec['serviceAccountName']) || textOf(spec['serviceAccount']);
  if (name === '') return;
  spec['serviceAccountName'] = name;
  spec['serviceAccount'] = name;
}

function setHostPorts(spec: JsonObject): void {
  for (const container of objectsOf(spec['containers'])) {
    for (const port of objectsOf(container['ports']))
      fill(port, { hostPort: port['containerPort'] });
  }
}

function setContainerDefaults(container: JsonObject): void {
  const image = textOf(container['image']);
  fill(container, {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: pullPolicy(image),
  });
  for (const port of objectsOf(container['ports'])) fill(port, { protocol: 'TCP' });
  for (const variable of objectsOf(container['env'])) {
    const ref = objectAt(variable, 'valueFrom', 'fieldRef');
    if (ref !== undefined) fill(ref, { apiVersion: 'v1' });
  }
  for (const name of probes) {
    const probe = container[name];
    if (isObject(probe)) setProbeDefaults(probe);
  }
  for (const hook of ['postStart', 'preStop']) {
    const get = objectAt(container, 'lifecycle', hook, 'httpGet');
    if (get !== undefined) fill(get, { path: '/', scheme: 'HTTP' });
  }
}

/** `Always` for the tag latest or none; a digest alone counts as a tag. */
function pullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const last = image.slice(image.lastIndexOf('/') + 1);
  const [tagged = '', digest] = last.split('@');
  const tag = tagged.split(':')[1];
  if (tag === 'latest') return 'Always';
  return tag === undefined && digest === undefined ? 'Always' : 'IfNotPresent';
}

function setProbeDefaults(probe: JsonObject): void {
  fill(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 });
  const { httpGet, grpc } = probe;
  if (isObject(httpGet)) fill(httpGet, { path: '/', scheme: 'HTTP' });
  if (isObject(grpc)) fill(grpc, { service: '' });
}

function setVolumeDefaults(volume: JsonObject): void {
  const { configMap, secret, downwardAPI, projected, hostPath, ephemeral } = volume;
  for (const source of [configMap, secret, downwardAPI, projected]) {
    if (isObject(source)) fill(source, { defaultMode: 420 });
  }
  if (isObject(hostPath)) fill(hostPath, { type: '' });
  const claim = objectAt(ephemeral, 'volumeClaimTemplate', 'spec');
  if (claim !== undefined) fill(claim, { volumeMode: 'Filesystem' });
  for (const item of objectsOf(objectAt(volume, 'downwardAPI')?.['items'])) setFieldRef(item);
  for (const source of objectsOf(objectAt(volume, 'projected')?.['sources'])) {
    const token = source['serviceAccountToken'];
    if (isObject(token)) fill(token, { expirationSeconds: 3600 });
    for (const item of objectsOf(objectAt(source, 'downwardAPI')?.['items'])) setFieldRef(item);
  }
  const sources = Object.keys(volume).filter((key) => key !== 'name');
  if (sources.length === 0) volume['emptyDir'] = {};
}

function setFieldRef(item: JsonObject): void {
  const ref = item['fieldRef'];
  if (isObject(ref)) fill(ref, { apiVersion: 'v1' });
}

/** Defaults of a pod template: metadata as a typed server writes it, and the pod spec. */
export function setPodTemplateDefaults(template: JsonObject): void {
  template['metadata'] = { creationTimestamp: null, ...objectAt(template, 'metadata') };
  setPodSpecDefaults(child(template, 'spec'));
}
