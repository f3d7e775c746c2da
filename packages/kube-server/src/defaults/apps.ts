import type { KubeObject } from '@fairway/kube';
import { child, fill, isObject, objectsOf, type JsonObject } from '../json.ts';
import type { DefaultsTable } from './defaults-table.ts';
import { setPodTemplateDefaults } from './pod-spec.ts';

function setTemplate(spec: JsonObject): void {
  const { template } = spec;
  if (isObject(template)) setPodTemplateDefaults(template);
}

function setDeploymentDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = child(spec, 'strategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(child(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  }
  setTemplate(spec);
}

function setReplicaSetDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, { replicas: 1 });
  setTemplate(spec);
}

function setStatefulSetDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, { replicas: 1, podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10 });
  const strategy = child(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate')
    fill(child(strategy, 'rollingUpdate'), { partition: 0 });
  fill(child(spec, 'persistentVolumeClaimRetentionPolicy'), {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  });
  for (const claim of objectsOf(spec['volumeClaimTemplates'])) {
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
    child(claim, 'metadata')['creationTimestamp'] = null;
    fill(child(claim, 'spec'), { volumeMode: 'Filesystem' });
  }
  setTemplate(spec);
}

function setDaemonSetDefaults(object: KubeObject): void {
  const spec = child(object, 'spec');
  fill(spec, { revisionHistoryLimit: 10 });
  object.metadata.annotations = {
    'deprecated.daemonset.template.generation': '1',
    ...object.metadata.annotations,
  };
  const strategy = child(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate') {
    fill(child(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  }
  setTemplate(spec);
}

export const appsDefaults: DefaultsTable = {
  'apps/v1/Deployment': setDeploymentDefaults,
  'apps/v1/ReplicaSet': setReplicaSetDefaults,
  'apps/v1/StatefulSet': setStatefulSetDefaults,
  'apps/v1/DaemonSet': setDaemonSetDefaults,
};
