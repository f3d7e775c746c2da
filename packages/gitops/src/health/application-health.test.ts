import type { KubeObject } from '@fairway/kube';
import { expect, test } from 'vitest';
import { applicationHealth, type HealthInput } from './application-health.ts';
import type { HealthCode } from './health-status.ts';

const self = { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'me' };

function live(name: string, status?: HealthCode, more: Partial<KubeObject> = {}): HealthInput {
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'ns' },
    ...more,
  };
  return { live: object, target: object, ...(status === undefined ? {} : { health: { status } }) };
}

const rows: readonly [
  rule: string,
  resources: HealthInput[],
  status: HealthCode,
  message?: string,
][] = [
  ['nothing at all', [], 'Healthy'],
  ['kinds without a check', [live('a')], 'Healthy'],
  [
    'worst wins: Suspended',
    [live('a', 'Healthy'), live('b', 'Suspended')],
    'Suspended',
    'Caused by apps/Deployment:ns/b',
  ],
  [
    'worst wins: Degraded over Progressing',
    [live('a', 'Degraded'), live('b', 'Progressing')],
    'Degraded',
    'Caused by apps/Deployment:ns/a',
  ],
  ['worst wins: Unknown', [live('a', 'Unknown'), live('b', 'Degraded')], 'Unknown'],
  [
    'message names at most three',
    ['a', 'b', 'c', 'd', 'e'].map((name) => live(name, 'Degraded')),
    'Degraded',
    'Caused by apps/Deployment:ns/a, apps/Deployment:ns/b, apps/Deployment:ns/c, and 2 more',
  ],
  ['not one is live', [{ target: live('a').target as KubeObject }], 'Missing'],
  [
    'a missing one beside live ones only shows as OutOfSync',
    [{ target: live('a').target as KubeObject }, live('b', 'Healthy')],
    'Healthy',
  ],
  [
    'hooks do not count',
    [
      live('a', 'Degraded', {
        metadata: { name: 'a', annotations: { 'argocd.argoproj.io/hook': 'PreSync' } },
      }),
    ],
    'Healthy',
  ],
  [
    'ignore-healthcheck',
    [
      live('a', 'Degraded', {
        metadata: { name: 'a', annotations: { 'argocd.argoproj.io/ignore-healthcheck': 'true' } },
      }),
    ],
    'Healthy',
  ],
  [
    'the Application itself',
    [
      live('me', 'Degraded', {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'me', namespace: 'argocd' },
      }),
    ],
    'Healthy',
  ],
  [
    'child Applications that are Missing',
    [live('child', 'Missing', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' })],
    'Healthy',
  ],
];

test.each(rows)('%s', (_, resources, status, message) => {
  const health = applicationHealth(resources, self);
  expect(health.status).toBe(status);
  if (message !== undefined) expect(health.message).toBe(message);
});
