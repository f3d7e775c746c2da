import type { KubeObject } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { builtInServed } from '../registry/built-in.ts';
import { printerFor } from './printers.ts';

const now = new Date('2026-01-01T00:01:30Z');
const selector = { matchLabels: { a: 'b' } };
const template = {
  spec: {
    containers: [
      { name: 'c', image: 'x:1' },
      { name: 'd', image: 'y:2' },
    ],
  },
};

function print(path: string, object: object): string {
  const [group, version, resource] = path.split('/');
  const served = builtInServed().find(
    (item) => item.group === group && item.version === version && item.resource === resource,
  );
  if (served === undefined) throw new Error(`${path} is not served`);
  const printer = printerFor(served);
  const metadata = { name: 'n', creationTimestamp: '2026-01-01T00:00:00Z' };
  const full: KubeObject = { apiVersion: 'v1', kind: served.kind, metadata, ...object };
  const cells = printer.cells({ ...full, metadata: { ...metadata, ...full.metadata } }, now);
  expect(cells).toHaveLength(printer.columns.length);
  return cells.map(String).join(' | ');
}

describe('a row as kubectl shows it', () => {
  test.each<[string, object, string]>([
    ['/v1/configmaps', { data: { a: '1' }, binaryData: { b: '2' } }, 'n | 2 | 90s'],
    ['/v1/secrets', { type: 'Opaque', data: { a: '' } }, 'n | Opaque | 1 | 90s'],
    ['/v1/serviceaccounts', {}, 'n | 0 | 90s'],
    [
      '/v1/services',
      {
        spec: {
          type: 'ClusterIP',
          clusterIP: '10.96.0.9',
          ports: [{ port: 80, protocol: 'TCP' }],
          selector: { a: 'b' },
        },
      },
      'n | ClusterIP | 10.96.0.9 | <none> | 80/TCP | 90s | a=b',
    ],
    [
      '/v1/services',
      {
        spec: {
          type: 'LoadBalancer',
          clusterIP: '10.96.0.9',
          ports: [{ port: 80, nodePort: 30000, protocol: 'TCP' }],
        },
      },
      'n | LoadBalancer | 10.96.0.9 | <pending> | 80:30000/TCP | 90s | <none>',
    ],
    [
      '/v1/services',
      { spec: { type: 'ExternalName', externalName: 'a.example.com' } },
      'n | ExternalName | <none> | a.example.com | <none> | 90s | <none>',
    ],
    [
      '/v1/endpoints',
      {
        subsets: [{ addresses: ['1', '2', '3', '4'].map((ip) => ({ ip })), ports: [{ port: 80 }] }],
      },
      'n | 1:80,2:80,3:80 + 1 more... | 90s',
    ],
    ['/v1/endpoints', {}, 'n | <none> | 90s'],
    [
      'discovery.k8s.io/v1/endpointslices',
      { addressType: 'IPv4', ports: [{ port: 80 }], endpoints: [{ addresses: ['1'] }] },
      'n | IPv4 | 80 | 1 | 90s',
    ],
    [
      'discovery.k8s.io/v1/endpointslices',
      { addressType: 'IPv4', ports: null, endpoints: null },
      'n | IPv4 | <unset> | <unset> | 90s',
    ],
    [
      '/v1/nodes',
      {
        metadata: { labels: { 'node-role.kubernetes.io/control-plane': '' } },
        spec: { unschedulable: true },
        status: {
          conditions: [{ type: 'Ready', status: 'True' }],
          addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
          nodeInfo: {
            kubeletVersion: 'v1',
            osImage: 'os',
            kernelVersion: 'k',
            containerRuntimeVersion: 'r',
          },
        },
      },
      'n | Ready,SchedulingDisabled | control-plane | 90s | v1 | 10.0.0.1 | <none> | os | k | r',
    ],
    [
      '/v1/nodes',
      {},
      'n | Unknown | <none> | 90s |  | <none> | <none> | <unknown> | <unknown> | <unknown>',
    ],
    [
      '/v1/events',
      {
        type: 'Warning',
        reason: 'R',
        message: ' m ',
        count: 3,
        involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'f' },
        source: { component: 'k', host: 'h' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:01:00Z',
      },
      '30s | Warning | R | pod/p | f | k, h | m | 90s | 3 | n',
    ],
    [
      'events.k8s.io/v1/events',
      {
        type: 'Normal',
        reason: 'R',
        note: 'm',
        regarding: { kind: 'Pod', name: 'p' },
        eventTime: '2026-01-01T00:01:00Z',
        reportingController: 'c',
      },
      '30s | Normal | R | pod/p |  | c | m | 30s | 1 | n',
    ],
    [
      '/v1/resourcequotas',
      {
        spec: { hard: { pods: '4', 'limits.cpu': '2' } },
        status: { hard: { pods: '4', 'limits.cpu': '2' }, used: { pods: '1' } },
      },
      'n | 90s | pods: 1/4 | limits.cpu: 0/2',
    ],
    [
      '/v1/persistentvolumeclaims',
      {
        spec: { volumeName: 'v', storageClassName: 's', volumeMode: 'Filesystem' },
        status: {
          phase: 'Bound',
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
        },
      },
      'n | Bound | v | 1Gi | RWO,ROX | s | <unset> | 90s | Filesystem',
    ],
    [
      '/v1/persistentvolumes',
      {
        spec: {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteMany'],
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: 'a', name: 'b' },
        },
        status: { phase: 'Bound' },
      },
      'n | 1Gi | RWX | Retain | Bound | a/b |  | <unset> |  | 90s | ',
    ],
    [
      'apps/v1/deployments',
      {
        spec: { replicas: 3, selector, template },
        status: { readyReplicas: 1, updatedReplicas: 2, availableReplicas: 1 },
      },
      'n | 1/3 | 2 | 1 | 90s | c,d | x:1,y:2 | a=b',
    ],
    [
      'apps/v1/replicasets',
      { spec: { replicas: 3, selector, template }, status: { replicas: 2, readyReplicas: 1 } },
      'n | 3 | 2 | 1 | 90s | c,d | x:1,y:2 | a=b',
    ],
    [
      'apps/v1/statefulsets',
      { spec: { replicas: 3, selector, template } },
      'n | 0/3 | 90s | c,d | x:1,y:2',
    ],
    [
      'apps/v1/daemonsets',
      {
        spec: {
          selector,
          template: { ...template, spec: { ...template.spec, nodeSelector: { x: 'y' } } },
        },
        status: { desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 1 },
      },
      'n | 2 | 2 | 1 | 0 | 0 | x=y | 90s | c,d | x:1,y:2 | a=b',
    ],
    [
      'apps/v1/controllerrevisions',
      {
        revision: 4,
        metadata: {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: 'u', controller: true },
          ],
        },
      },
      'n | statefulset.apps/s | 4 | 90s',
    ],
    [
      'batch/v1/jobs',
      {
        spec: { completions: 2, selector, template },
        status: {
          succeeded: 2,
          startTime: '2026-01-01T00:00:00Z',
          completionTime: '2026-01-01T00:00:20Z',
          conditions: [{ type: 'Complete', status: 'True' }],
        },
      },
      'n | Complete | 2/2 | 20s | 90s | c,d | x:1,y:2 | a=b',
    ],
    [
      'batch/v1/jobs',
      { spec: { parallelism: 3, template }, status: { startTime: '2026-01-01T00:01:00Z' } },
      'n | Running | 0/1 of 3 | 30s | 90s | c,d | x:1,y:2 | <none>',
    ],
    [
      'batch/v1/cronjobs',
      {
        spec: { schedule: '0 * * * *', suspend: true, jobTemplate: { spec: { template } } },
        status: { active: [{}], lastScheduleTime: '2026-01-01T00:01:00Z' },
      },
      'n | 0 * * * * | <none> | true | 1 | 30s | 90s | c,d | x:1,y:2 | <none>',
    ],
    [
      'networking.k8s.io/v1/ingresses',
      {
        spec: { ingressClassName: 'x', rules: [{ host: 'a' }, { host: 'b' }], tls: [{}] },
        status: { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
      },
      'n | x | a,b | 1.2.3.4 | 80, 443 | 90s',
    ],
    ['networking.k8s.io/v1/ingresses', { spec: {} }, 'n | <none> | * |  | 80 | 90s'],
    [
      'networking.k8s.io/v1/ingressclasses',
      { spec: { controller: 'c', parameters: { apiGroup: 'g', kind: 'K', name: 'p' } } },
      'n | c | K.g/p | 90s',
    ],
    ['networking.k8s.io/v1/networkpolicies', { spec: { podSelector: {} } }, 'n | <none> | 90s'],
    [
      'autoscaling/v2/horizontalpodautoscalers',
      {
        spec: {
          minReplicas: 1,
          maxReplicas: 3,
          scaleTargetRef: { kind: 'Deployment', name: 'd' },
          metrics: [
            { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70 } } },
          ],
        },
        status: {
          currentReplicas: 2,
          currentMetrics: [{ resource: { name: 'cpu', current: { averageUtilization: 35 } } }],
        },
      },
      'n | Deployment/d | cpu: 35%/70% | 1 | 3 | 2 | 90s',
    ],
    [
      'autoscaling/v2/horizontalpodautoscalers',
      {
        spec: {
          minReplicas: 1,
          maxReplicas: 3,
          scaleTargetRef: { kind: 'Deployment', name: 'd' },
          metrics: [{ type: 'Pods', pods: { metric: {}, target: { averageValue: '5' } } }],
        },
      },
      'n | Deployment/d | <unknown>/5 | 1 | 3 | 0 | 90s',
    ],
    [
      'policy/v1/poddisruptionbudgets',
      { spec: { minAvailable: '50%' }, status: { disruptionsAllowed: 1 } },
      'n | 50% | N/A | 1 | 90s',
    ],
    [
      'rbac.authorization.k8s.io/v1/rolebindings',
      {
        roleRef: { kind: 'Role', name: 'r' },
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'Group', name: 'g' },
          { kind: 'ServiceAccount', name: 's', namespace: 'x' },
        ],
      },
      'n | Role/r | 90s | u | g | x/s',
    ],
    ['rbac.authorization.k8s.io/v1/roles', {}, 'n | 2026-01-01T00:00:00Z'],
    [
      'storage.k8s.io/v1/storageclasses',
      {
        provisioner: 'p',
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'Immediate',
        metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      },
      'n (default) | p | Delete | Immediate | false | 90s',
    ],
    ['scheduling.k8s.io/v1/priorityclasses', { value: 5 }, 'n | 5 | false | 90s'],
    ['coordination.k8s.io/v1/leases', { spec: { holderIdentity: 'h' } }, 'n | h | 90s'],
  ])('%s %o', (path, object, row) => {
    expect(print(path, object)).toBe(row);
  });
});

test('an object of any kind prints, however empty it is', () => {
  for (const { group, version, resource, verbs } of builtInServed()) {
    if (verbs.includes('list')) expect(print(`${group}/${version}/${resource}`, {})).toContain('n');
  }
});
