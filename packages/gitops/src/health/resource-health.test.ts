import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { builtInRules, resourceHealth } from './resource-health.ts';

type Fields = Record<string, unknown>;

function object(apiVersion: string, kind: string, fields: Fields): KubeObject {
  const { metadata, ...rest } = fields;
  return {
    apiVersion,
    kind,
    metadata: { name: 'x', ...(metadata as Fields | undefined) },
    ...rest,
  };
}

type Row = [rule: string, fields: Fields, status: string, message?: string];

function table(apiVersion: string, kind: string, rows: readonly Row[]): void {
  describe(`${apiVersion} ${kind}`, () => {
    test.each(rows)('%s', (_, fields, status, message) => {
      const health = resourceHealth(object(apiVersion, kind, fields));
      expect(health?.status).toBe(status);
      if (message !== undefined) expect(health?.message).toBe(message);
    });
  });
}

const condition = (type: string, status: string, more: Fields = {}): Fields => ({
  conditions: [{ type, status, ...more }],
});
const generation = { metadata: { generation: 2 } };

table('apps/v1', 'Deployment', [
  ['paused', { spec: { paused: true } }, 'Suspended', 'Deployment is paused'],
  [
    'generation > observed',
    { ...generation, status: { observedGeneration: 1 } },
    'Progressing',
    'Waiting for rollout to finish: observed deployment generation less than desired generation',
  ],
  [
    'ProgressDeadlineExceeded',
    { status: condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' }) },
    'Degraded',
    'Deployment "x" exceeded its progress deadline',
  ],
  [
    'updated < spec.replicas',
    { spec: { replicas: 3 }, status: { updatedReplicas: 1 } },
    'Progressing',
    'Waiting for rollout to finish: 1 out of 3 new replicas have been updated...',
  ],
  [
    'replicas > updated',
    { spec: { replicas: 1 }, status: { replicas: 3, updatedReplicas: 1 } },
    'Progressing',
    'Waiting for rollout to finish: 2 old replicas are pending termination...',
  ],
  [
    'available < updated',
    { spec: { replicas: 2 }, status: { replicas: 2, updatedReplicas: 2, availableReplicas: 1 } },
    'Progressing',
    'Waiting for rollout to finish: 1 of 2 updated replicas are available...',
  ],
  [
    'all available',
    {
      ...generation,
      spec: { replicas: 1 },
      status: { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    },
    'Healthy',
  ],
]);

table('apps/v1', 'StatefulSet', [
  [
    'observedGeneration 0',
    { status: {} },
    'Progressing',
    'Waiting for statefulset spec update to be observed...',
  ],
  [
    'ready < replicas',
    { spec: { replicas: 3 }, status: { observedGeneration: 1, readyReplicas: 1 } },
    'Progressing',
    'Waiting for 2 pods to be ready...',
  ],
  [
    'partition not reached',
    {
      spec: {
        replicas: 3,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      },
      status: { observedGeneration: 1, readyReplicas: 3, updatedReplicas: 1 },
    },
    'Progressing',
    'Waiting for partitioned roll out to finish: 1 out of 2 new pods have been updated...',
  ],
  [
    'partition reached',
    {
      spec: {
        replicas: 3,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      },
      status: { observedGeneration: 1, readyReplicas: 3, updatedReplicas: 2 },
    },
    'Healthy',
  ],
  [
    'OnDelete',
    {
      spec: { updateStrategy: { type: 'OnDelete' } },
      status: {
        observedGeneration: 1,
        readyReplicas: 1,
        updateRevision: 'b',
        currentRevision: 'a',
      },
    },
    'Healthy',
    'statefulset has 1 ready pods',
  ],
  [
    'updateRevision != currentRevision',
    {
      status: {
        observedGeneration: 1,
        updateRevision: 'b',
        currentRevision: 'a',
        updatedReplicas: 1,
      },
    },
    'Progressing',
    'waiting for statefulset rolling update to complete 1 pods at revision b...',
  ],
  [
    'rolled out',
    {
      status: {
        observedGeneration: 1,
        updateRevision: 'b',
        currentRevision: 'b',
        currentReplicas: 2,
      },
    },
    'Healthy',
    'statefulset rolling update complete 2 pods at revision b...',
  ],
]);

table('apps/v1', 'DaemonSet', [
  ['generation behind', { ...generation, status: { observedGeneration: 1 } }, 'Progressing'],
  [
    'OnDelete',
    { spec: { updateStrategy: { type: 'OnDelete' } }, status: { desiredNumberScheduled: 2 } },
    'Healthy',
    'daemon set 0 out of 2 new pods have been updated',
  ],
  [
    'updated < desired',
    { status: { desiredNumberScheduled: 2, updatedNumberScheduled: 1 } },
    'Progressing',
    'Waiting for daemon set "x" rollout to finish: 1 out of 2 new pods have been updated...',
  ],
  [
    'available < desired',
    { status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 } },
    'Progressing',
    'Waiting for daemon set "x" rollout to finish: 1 of 2 updated pods are available...',
  ],
  [
    'all available',
    { status: { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 } },
    'Healthy',
  ],
]);

table('apps/v1', 'ReplicaSet', [
  [
    'ReplicaFailure True',
    { status: condition('ReplicaFailure', 'True', { message: 'quota' }) },
    'Degraded',
    'quota',
  ],
  [
    'available < replicas',
    { spec: { replicas: 2 }, status: { availableReplicas: 1 } },
    'Progressing',
    'Waiting for rollout to finish: 1 out of 2 new replicas are available...',
  ],
  ['generation behind', { ...generation, status: { observedGeneration: 1 } }, 'Progressing'],
  ['all available', { spec: { replicas: 1 }, status: { availableReplicas: 1 } }, 'Healthy'],
]);

const always = { restartPolicy: 'Always' };
const waiting = (reason: string): Fields => ({
  phase: 'Pending',
  containerStatuses: [{ name: 'a', state: { waiting: { reason, message: 'no image' } } }],
});

table('v1', 'Pod', [
  [
    'waiting reason Err*',
    { spec: always, status: waiting('ErrImagePull') },
    'Degraded',
    'no image',
  ],
  [
    'waiting reason *Error',
    { spec: always, status: waiting('CreateContainerConfigError') },
    'Degraded',
    'no image',
  ],
  [
    'waiting reason *BackOff',
    { spec: always, status: waiting('CrashLoopBackOff') },
    'Degraded',
    'no image',
  ],
  [
    'waiting reason of a finite Pod',
    { spec: { restartPolicy: 'Never' }, status: waiting('ErrImagePull') },
    'Progressing',
  ],
  [
    'ignore-restart-policy',
    {
      metadata: { annotations: { 'argocd.argoproj.io/ignore-restart-policy': 'true' } },
      spec: { restartPolicy: 'Never' },
      status: waiting('ErrImagePull'),
    },
    'Degraded',
  ],
  [
    'ignore-restart-policy on a hook',
    {
      metadata: {
        annotations: {
          'argocd.argoproj.io/ignore-restart-policy': 'true',
          'argocd.argoproj.io/hook': 'PreSync',
        },
      },
      spec: { restartPolicy: 'Never' },
      status: waiting('ErrImagePull'),
    },
    'Progressing',
  ],
  ['ordinary waiting', { spec: always, status: waiting('ContainerCreating') }, 'Progressing'],
  ['Succeeded', { status: { phase: 'Succeeded' } }, 'Healthy'],
  [
    'Failed with a message',
    { status: { phase: 'Failed', message: 'evicted' } },
    'Degraded',
    'evicted',
  ],
  [
    'Failed: terminated message',
    {
      status: {
        phase: 'Failed',
        containerStatuses: [{ name: 'a', state: { terminated: { exitCode: 1, message: 'boom' } } }],
      },
    },
    'Degraded',
    'boom',
  ],
  [
    'Failed: OOMKilled',
    {
      status: {
        phase: 'Failed',
        containerStatuses: [
          { name: 'a', state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
        ],
      },
    },
    'Degraded',
    'OOMKilled',
  ],
  [
    'Failed: init container first',
    {
      status: {
        phase: 'Failed',
        initContainerStatuses: [{ name: 'i', state: { terminated: { exitCode: 2 } } }],
      },
    },
    'Degraded',
    'container "i" failed with exit code 2',
  ],
  [
    'Running and ready',
    { spec: always, status: { phase: 'Running', ...condition('Ready', 'True') } },
    'Healthy',
  ],
  [
    'Running, lastState.terminated',
    {
      spec: always,
      status: {
        phase: 'Running',
        containerStatuses: [{ lastState: { terminated: { exitCode: 1 } } }],
      },
    },
    'Degraded',
  ],
  ['Running, not ready yet', { spec: always, status: { phase: 'Running' } }, 'Progressing'],
  [
    'Running, OnFailure',
    {
      spec: { restartPolicy: 'OnFailure' },
      status: { phase: 'Running', ...condition('Ready', 'True') },
    },
    'Progressing',
  ],
  ['else', { status: {} }, 'Unknown'],
]);

table('batch/v1', 'Job', [
  ['no condition', { status: {} }, 'Progressing'],
  [
    'Failed',
    { status: condition('Failed', 'True', { message: 'deadline' }) },
    'Degraded',
    'deadline',
  ],
  [
    'Suspended',
    { status: condition('Suspended', 'True', { message: 'held' }) },
    'Suspended',
    'held',
  ],
  ['Complete', { status: condition('Complete', 'True') }, 'Healthy'],
  ['a condition that is False', { status: condition('Failed', 'False') }, 'Progressing'],
]);

const autoscaler: readonly [string, string][] = [
  ['AbleToScale', 'FailedGetScale'],
  ['AbleToScale', 'FailedUpdateScale'],
  ['ScalingActive', 'FailedGetResourceMetric'],
  ['ScalingActive', 'FailedGetContainerResourceMetric'],
  ['ScalingActive', 'FailedGetPodsMetric'],
  ['ScalingActive', 'FailedGetObjectMetric'],
  ['ScalingActive', 'FailedGetExternalMetric'],
  ['ScalingActive', 'InvalidSelector'],
];

table('autoscaling/v2', 'HorizontalPodAutoscaler', [
  ...autoscaler.map(([type, reason]): Row => [
    `${type} ${reason}`,
    { status: condition(type, 'False', { reason, message: 'm' }) },
    'Degraded',
    'm',
  ]),
  [
    'AbleToScale True',
    { status: condition('AbleToScale', 'True', { message: 'ok' }) },
    'Healthy',
    'ok',
  ],
  ['ScalingLimited True', { status: condition('ScalingLimited', 'True') }, 'Healthy'],
  ['nothing known', { status: {} }, 'Progressing', 'Waiting to Autoscale'],
]);

table('autoscaling/v1', 'HorizontalPodAutoscaler', [
  [
    'annotation',
    {
      metadata: {
        annotations: {
          'autoscaling.alpha.kubernetes.io/conditions': '[{"type":"AbleToScale","status":"True"}]',
        },
      },
    },
    'Healthy',
  ],
  ['no annotation', {}, 'Progressing', 'Waiting to Autoscale'],
  [
    'unreadable annotation',
    { metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/conditions': '{' } } },
    'Progressing',
  ],
]);

const ingress = { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } };

table('v1', 'Service', [
  ['LoadBalancer without ingress', { spec: { type: 'LoadBalancer' } }, 'Progressing'],
  ['LoadBalancer with ingress', { spec: { type: 'LoadBalancer' }, status: ingress }, 'Healthy'],
  ['ClusterIP', { spec: { type: 'ClusterIP' } }, 'Healthy'],
]);
table('networking.k8s.io/v1', 'Ingress', [
  ['no address', {}, 'Progressing'],
  ['an address', { status: ingress }, 'Healthy'],
]);
table('extensions/v1beta1', 'Ingress', [['an address', { status: ingress }, 'Healthy']]);
table('v1', 'PersistentVolumeClaim', [
  ['Bound', { status: { phase: 'Bound' } }, 'Healthy'],
  ['Pending', { status: { phase: 'Pending' } }, 'Progressing'],
  ['Lost', { status: { phase: 'Lost' } }, 'Degraded'],
  ['else', {}, 'Unknown'],
]);
table('apiregistration.k8s.io/v1', 'APIService', [
  [
    'Available True',
    { status: condition('Available', 'True', { reason: 'Passed', message: 'ok' }) },
    'Healthy',
    'Passed: ok',
  ],
  [
    'Available False',
    { status: condition('Available', 'False', { reason: 'Missing', message: 'no' }) },
    'Progressing',
    'Missing: no',
  ],
  ['no condition', {}, 'Progressing', 'Waiting to be processed'],
]);
table('argoproj.io/v1alpha1', 'Workflow', [
  ['no phase', {}, 'Progressing'],
  ['Running', { status: { phase: 'Running' } }, 'Progressing'],
  ['Succeeded', { status: { phase: 'Succeeded' } }, 'Healthy'],
  ['Error', { status: { phase: 'Error', message: 'e' } }, 'Degraded', 'e'],
]);

describe('every kind', () => {
  const deleted = { deletionTimestamp: '2026-01-01T00:00:00Z' };

  test('an object being deleted is Progressing "Pending deletion"', () => {
    expect(resourceHealth(object('v1', 'ConfigMap', { metadata: deleted }))).toEqual({
      status: 'Progressing',
      message: 'Pending deletion',
    });
  });

  test('a hook that our finalizer keeps is judged by its own health', () => {
    const metadata = { ...deleted, finalizers: ['argocd.argoproj.io/hook-finalizer'] };
    expect(
      resourceHealth(object('batch/v1', 'Job', { metadata, status: condition('Complete', 'True') }))
        ?.status,
    ).toBe('Healthy');
  });

  test('Application and everything else have no rule', () => {
    expect(resourceHealth(object('argoproj.io/v1alpha1', 'Application', {}))).toBeUndefined();
    expect(resourceHealth(object('v1', 'ConfigMap', {}))).toBeUndefined();
    expect(builtInRules.size).toBe(13);
  });

  test('a status of another shape never throws', () => {
    for (const key of builtInRules.keys()) {
      const [group = '', kind = ''] = key.split('/');
      const apiVersion = group === '' ? 'v1' : `${group}/v1`;
      for (const status of [
        'text',
        7,
        null,
        [],
        { conditions: 'x', containerStatuses: {}, phase: 3 },
      ]) {
        expect(resourceHealth(object(apiVersion, kind, { spec: 'y', status }))).toBeDefined();
      }
    }
  });
});
