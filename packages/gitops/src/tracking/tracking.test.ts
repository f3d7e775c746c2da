import { expect, test } from 'vitest';
import {
  formatTrackingId,
  managingApplication,
  parseTrackingId,
  withTrackingId,
} from './tracking.ts';

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop' } };
const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'system:reader' },
};

test('the core group is empty', () => {
  expect(withTrackingId(service, 'app', 'shop').metadata.annotations).toEqual({
    'argocd.argoproj.io/tracking-id': 'app:/Service:shop/web',
  });
});

test('a cluster-scoped object carries the destination namespace', () => {
  expect(withTrackingId(role, 'app', 'shop').metadata.annotations).toEqual({
    'argocd.argoproj.io/tracking-id':
      'app:rbac.authorization.k8s.io/ClusterRole:shop/system:reader',
  });
});

test.each([
  'app:/Service:shop/web',
  'app:rbac.authorization.k8s.io/ClusterRole:shop/system:reader',
  'ns_app:apps/Deployment:a/b',
])('%s is read and written alike', (text) => {
  const id = parseTrackingId(text);
  expect(id && formatTrackingId(id)).toBe(text);
});

test.each(['', 'app', 'app:Service:a/b', 'app:/Service:web', 'a/b:c'])(
  '%j is no tracking id',
  (text) => {
    expect(parseTrackingId(text)).toBeUndefined();
  },
);

test('an object belongs to the Application that its id names', () => {
  expect(managingApplication(withTrackingId(service, 'app', 'shop'))).toBe('app');
  expect(managingApplication(withTrackingId(role, 'app', 'shop'))).toBe('app');
  expect(managingApplication(service)).toBeUndefined();
});

test('a copy with the id of its source belongs to nobody', () => {
  const tracked = withTrackingId(service, 'app', 'shop');
  expect(
    managingApplication({ ...tracked, metadata: { ...tracked.metadata, namespace: 'elsewhere' } }),
  ).toBeUndefined();
  expect(managingApplication({ ...tracked, kind: 'Endpoints' })).toBeUndefined();
});
