import { expect, test } from 'vitest';
import { qosClass } from './qos-class.ts';

const both = { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '1', memory: '1Gi' } };

test.each([
  ['BestEffort', [{}]],
  ['BestEffort', [{ resources: { requests: { 'example.com/gpu': '1' } } }]],
  ['Guaranteed', [{ resources: both }]],
  ['Guaranteed', [{ resources: { limits: both.limits } }]],
  ['Burstable', [{ resources: both }, {}]],
  ['Burstable', [{ resources: { limits: { cpu: '1' } } }]],
  ['Burstable', [{ resources: { ...both, requests: { cpu: '500m', memory: '1Gi' } } }]],
])('%s', (expected, containers) => {
  expect(qosClass({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers } })).toBe(
    expected,
  );
});
