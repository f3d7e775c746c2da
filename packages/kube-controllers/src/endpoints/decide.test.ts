import type { Pod, Service, ServicePort } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, now, pod } from '../_objects.ts';
import { decideEndpoints, type EndpointsDecision } from './decide.ts';

function service(spec: Partial<Service['spec']> = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', uid: 'uid-svc', labels: { team: 'a' } },
    spec: {
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 'http' }],
      ...spec,
    },
  };
}

function backend(name: string, port: number, more: Parameters<typeof pod>[1] = {}): Pod {
  const containers = [{ name: 'app', ports: [{ name: 'http', containerPort: port }] }];
  return pod(name, { spec: { nodeName: 'node-1', containers }, ...more });
}

function decide(target: Service, pods: Pod[]): EndpointsDecision {
  return decideEndpoints({ service: target, pods, slices: [], endpoints: undefined, now });
}

describe('slices', () => {
  test('conditions follow readiness and deletion', () => {
    const gone = {
      name: 'c',
      labels: { app: 'web' },
      namespace: 'default',
      deletionTimestamp: ago(1),
    };
    const { putSlices } = decide(service(), [
      backend('a', 8080),
      backend('b', 8080, { ready: false }),
      backend('c', 8080, { metadata: gone }),
      backend('d', 8080, { status: { phase: 'Failed' } }),
      backend('e', 8080, { status: { podIP: '' } }),
      backend('f', 8080, { metadata: { name: 'f', labels: { app: 'other' } } }),
    ]);
    expect(putSlices).toHaveLength(1);
    expect(putSlices[0]?.endpoints.map((e) => [e.targetRef?.name, e.conditions])).toEqual([
      ['a', { ready: true, serving: true, terminating: false }],
      ['b', { ready: false, serving: false, terminating: false }],
      ['c', { ready: false, serving: true, terminating: true }],
    ]);
    expect(putSlices[0]).toMatchObject({
      addressType: 'IPv4',
      ports: [{ name: 'http', protocol: 'TCP', port: 8080 }],
      metadata: {
        labels: {
          team: 'a',
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [{ uid: 'uid-svc', controller: true }],
      },
    });
  });

  test('pods with other port numbers are in a slice of their own', () => {
    const { putSlices } = decide(service(), [backend('a', 8080), backend('b', 9090)]);
    expect(putSlices.map((slice) => slice.ports?.[0]?.port)).toEqual([8080, 9090]);
    expect(new Set(putSlices.map((slice) => slice.metadata.name)).size).toBe(2);
  });

  test.each<[string, ServicePort[], unknown]>([
    ['a number', [{ port: 80, targetPort: 3000 }], [{ name: '', protocol: 'TCP', port: 3000 }]],
    ['the same', [{ port: 80 }], [{ name: '', protocol: 'TCP', port: 80 }]],
    ['a name that no container has', [{ port: 80, targetPort: 'grpc' }], []],
    ['a name of another protocol', [{ port: 80, targetPort: 'http', protocol: 'UDP' }], []],
  ])('a target port that is %s', (_name, ports, expected) => {
    expect(decide(service({ ports }), [backend('a', 8080)]).putSlices[0]?.ports).toEqual(expected);
  });

  test('nothing changes, nothing is written', () => {
    const pods = [backend('a', 8080)];
    const first = decide(service(), pods);
    const again = decideEndpoints({
      service: service(),
      pods,
      slices: first.putSlices,
      endpoints: first.putEndpoints,
      now: new Date(now.getTime() + 1000),
    });
    expect(again).toEqual({ putSlices: [], deleteSlices: [] });
  });

  test('slices that are no longer wanted go', () => {
    const first = decide(service(), [backend('a', 8080)]);
    const observed = {
      pods: [backend('a', 9090)],
      slices: first.putSlices,
      endpoints: undefined,
      now,
    };
    const next = decideEndpoints({ service: service(), ...observed });
    expect(next.deleteSlices).toEqual(first.putSlices);
    const external = service({ type: 'ExternalName' });
    expect(decideEndpoints({ service: external, ...observed })).toEqual({
      putSlices: [],
      deleteSlices: first.putSlices,
    });
  });

  test('a Service without pods has an empty slice', () => {
    expect(decide(service(), []).putSlices[0]).toMatchObject({ endpoints: [], ports: [] });
  });
});

describe('Endpoints', () => {
  test('ready and unready addresses, never a terminating one', () => {
    const gone = {
      name: 'c',
      labels: { app: 'web' },
      namespace: 'default',
      deletionTimestamp: ago(1),
    };
    const { putEndpoints } = decide(service({ clusterIP: 'None' }), [
      backend('a', 8080),
      backend('b', 8080, { ready: false }),
      backend('c', 8080, { metadata: gone }),
    ]);
    expect(putEndpoints?.metadata.labels).toEqual({
      team: 'a',
      'service.kubernetes.io/headless': '',
    });
    expect(putEndpoints?.subsets).toMatchObject([
      {
        addresses: [{ ip: '10.0.0.1', nodeName: 'node-1', targetRef: { name: 'a' } }],
        notReadyAddresses: [{ targetRef: { name: 'b' } }],
        ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      },
    ]);
  });

  test('unready pods can be published', () => {
    const target = service({ publishNotReadyAddresses: true });
    const { putEndpoints, putSlices } = decide(target, [backend('b', 8080, { ready: false })]);
    expect(putEndpoints?.subsets?.[0]?.addresses).toHaveLength(1);
    expect(putSlices[0]?.endpoints[0]?.conditions).toMatchObject({ ready: true, serving: false });
  });
});
