import { describe, expect, it } from 'vitest';
import { scrapeTargets } from './scrape-targets.ts';

function pod(change: { annotations?: Record<string, string>; phase?: string; ready?: string }) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'shop-1',
      namespace: 'shop-dev',
      uid: 'u1',
      annotations: change.annotations ?? {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': '3000',
      },
    },
    spec: { containers: [{ ports: [{ containerPort: 8080 }] }] },
    status: {
      phase: change.phase ?? 'Running',
      conditions: [{ type: 'Ready', status: change.ready ?? 'True' }],
    },
  };
}
const addressOf = (uid: string, port: number) =>
  uid === 'u1' ? { host: '127.1.2.3', port: port + 40_000 } : undefined;

describe('scrapeTargets', () => {
  it('takes the declared port through the address table', () => {
    expect(scrapeTargets([pod({})], addressOf)).toEqual([
      {
        id: 'u1',
        address: '127.1.2.3:43000',
        path: '/metrics',
        labels: {
          job: 'kubernetes-pods',
          namespace: 'shop-dev',
          pod: 'shop-1',
          instance: 'shop-1:3000',
          app: '',
        },
      },
    ]);
  });

  it('falls back to the first declared port, and takes the path as told', () => {
    const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/path': '/m' };
    expect(scrapeTargets([pod({ annotations })], addressOf)).toMatchObject([
      { address: '127.1.2.3:48080', path: '/m' },
    ]);
  });

  it.each([
    ['no annotation', pod({ annotations: {} })],
    ['a phase before Running', pod({ phase: 'Pending' })],
    ['probes that have not passed', pod({ ready: 'False' })],
  ])('leaves out a pod with %s', (_name, object) => {
    expect(scrapeTargets([object], addressOf)).toEqual([]);
  });

  it('leaves out a pod without an address', () => {
    expect(scrapeTargets([pod({})], () => undefined)).toEqual([]);
  });
});
