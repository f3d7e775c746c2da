import {
  httpClient,
  resources,
  type Deployment,
  type EndpointSlice,
  type Endpoints,
  type HttpKubeClient,
  type Job,
  type Namespace,
  type Pod,
  type PodDisruptionBudget,
  type ReplicaSet,
  type ResourceQuota,
} from '@fairway/kube';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCluster, stopShared, type TestCluster } from '../../kube-server/tests/_cluster.ts';
import { startControllers, type Controllers } from '../src/index.ts';
import { addNode, fakeKubelet } from './_kubelet.ts';

let cluster: TestCluster;
let client: HttpKubeClient;
let controllers: Controllers;
let kubelet: ReturnType<typeof fakeKubelet>;
const warnings: unknown[] = [];

function start(): Controllers {
  return startControllers({
    client,
    caPem: 'the CA',
    nodeName: 'node-1',
    logger: {
      warn: (message, fields) => warnings.push([message, fields]),
      error: (message, fields) => warnings.push([message, fields]),
    },
  });
}

beforeAll(async () => {
  cluster = await startCluster();
  client = httpClient({ server: cluster.url });
  await addNode(client, 'node-1');
  kubelet = fakeKubelet(client, (error) => warnings.push(error));
  controllers = start();
  await controllers.synced;
});

afterAll(async () => {
  await controllers.close();
  await kubelet.stop();
  client.close();
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const wait = { timeout: 15_000, interval: 30 };

async function namespace(name: string): Promise<void> {
  await client.create(resources.namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
  await vi.waitFor(
    () => client.get(resources.serviceAccounts, { namespace: name, name: 'default' }),
    wait,
  );
}

function deployment(ns: string, image: string, spec: object = {}): Deployment {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: ns },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: 'app',
              image,
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: { requests: { cpu: '50m' } },
            },
          ],
        },
      },
      ...spec,
    },
  };
}

async function untilRolledOut(ns: string): Promise<Deployment> {
  return vi.waitFor(async () => {
    const found = await client.get<Deployment>(resources.deployments, {
      namespace: ns,
      name: 'web',
    });
    expect(found.status?.observedGeneration).toBe(found.metadata.generation);
    expect(found.status).toMatchObject({ updatedReplicas: 2, availableReplicas: 2, replicas: 2 });
    expect(found.status?.conditions?.find((c) => c.type === 'Progressing')?.reason).toBe(
      'NewReplicaSetAvailable',
    );
    return found;
  }, wait);
}

describe('a Deployment', () => {
  test('goes from nothing to available, behind a Service', async () => {
    await namespace('roll');
    await client.create(resources.services, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'roll' },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    });
    await client.create(resources.deployments, deployment('roll', 'web:1'));
    const done = await untilRolledOut('roll');
    expect(done.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
    const pods = await client.list<Pod>(resources.pods, { namespace: 'roll' });
    expect(pods.items.map((pod) => pod.spec.nodeName)).toEqual(['node-1', 'node-1']);
    await vi.waitFor(async () => {
      const slices = await client.list<EndpointSlice>(resources.endpointSlices, {
        namespace: 'roll',
      });
      expect(slices.items).toHaveLength(1);
      expect(slices.items[0]?.ports).toEqual([{ name: 'http', protocol: 'TCP', port: 8080 }]);
      expect(slices.items[0]?.endpoints.map((e) => e.conditions?.ready)).toEqual([true, true]);
      const endpoints = await client.get<Endpoints>(resources.endpoints, {
        namespace: 'roll',
        name: 'web',
      });
      expect(endpoints.subsets?.[0]?.addresses).toHaveLength(2);
    }, wait);
  });

  test('is rolled to a new image, never with fewer pods than allowed', async () => {
    let least = Number.POSITIVE_INFINITY;
    const abort = new AbortController();
    const watching = (async () => {
      for await (const { object } of client.watch<Deployment>(resources.deployments, {
        namespace: 'roll',
        signal: abort.signal,
      })) {
        least = Math.min(least, object.status?.availableReplicas ?? least);
      }
    })();
    const image = [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:2' },
    ];
    await client.patch(resources.deployments, { namespace: 'roll', name: 'web' }, image, {
      type: 'application/json-patch+json',
    });
    const done = await untilRolledOut('roll');
    abort.abort();
    await watching;
    expect(least).toBe(2);
    expect(done.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
    const sets = await client.list<ReplicaSet>(resources.replicaSets, { namespace: 'roll' });
    expect(new Set(sets.items.map((rs) => rs.spec.replicas))).toEqual(new Set([0, 2]));
    const events = await client.list(resources.events, { namespace: 'roll' });
    expect(events.items.map((event) => event['reason'])).toContain('ScalingReplicaSet');
  });

  test('stops at an image that never becomes ready, and the old pods stay', async () => {
    kubelet.broken.add('web:bad');
    const image = [
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'web:bad' },
    ];
    const patch = [...image, { op: 'replace', path: '/spec/progressDeadlineSeconds', value: 1 }];
    await client.patch(resources.deployments, { namespace: 'roll', name: 'web' }, patch, {
      type: 'application/json-patch+json',
    });
    await vi.waitFor(async () => {
      const found = await client.get<Deployment>(resources.deployments, {
        namespace: 'roll',
        name: 'web',
      });
      const progressing = found.status?.conditions?.find((c) => c.type === 'Progressing');
      expect(progressing?.reason).toBe('ProgressDeadlineExceeded');
      expect(found.status?.availableReplicas).toBe(2);
    }, wait);
  });

  test('takes its ReplicaSets and pods with it', async () => {
    await client.delete(resources.deployments, { namespace: 'roll', name: 'web' });
    await vi.waitFor(async () => {
      const sets = await client.list(resources.replicaSets, { namespace: 'roll' });
      const pods = await client.list(resources.pods, { namespace: 'roll' });
      expect([sets.items.length, pods.items.length]).toEqual([0, 0]);
    }, wait);
  });

  test('leaves its pods to the next one when it is orphaned', async () => {
    await client.create(resources.deployments, deployment('roll', 'web:1'));
    await untilRolledOut('roll');
    const before = await client.list<Pod>(resources.pods, { namespace: 'roll' });
    await client.delete(
      resources.deployments,
      { namespace: 'roll', name: 'web' },
      { propagationPolicy: 'Orphan' },
    );
    await vi.waitFor(async () => {
      const left = await client.list(resources.deployments, { namespace: 'roll' });
      expect(left.items).toHaveLength(0);
      const sets = await client.list<ReplicaSet>(resources.replicaSets, { namespace: 'roll' });
      expect(sets.items.map((rs) => rs.metadata.ownerReferences ?? [])).toEqual([[]]);
    }, wait);
    await client.create(resources.deployments, deployment('roll', 'web:1'));
    await untilRolledOut('roll');
    const after = await client.list<Pod>(resources.pods, { namespace: 'roll' });
    const uids = (pods: Pod[]): unknown => new Set(pods.map((pod) => pod.metadata.uid));
    expect(uids(after.items)).toEqual(uids(before.items));
    await client.delete(resources.deployments, { namespace: 'roll', name: 'web' });
    await vi.waitFor(async () => {
      const pods = await client.list(resources.pods, { namespace: 'roll' });
      expect(pods.items).toHaveLength(0);
    }, wait);
  });

  test('deleted in the foreground goes last', async () => {
    await client.create(resources.deployments, deployment('roll', 'web:1'));
    await untilRolledOut('roll');
    await client.delete(
      resources.deployments,
      { namespace: 'roll', name: 'web' },
      {
        propagationPolicy: 'Foreground',
      },
    );
    await vi.waitFor(async () => {
      const left = await client.list(resources.deployments, { namespace: 'roll' });
      expect(left.items).toHaveLength(0);
    }, wait);
    const pods = await client.list(resources.pods, { namespace: 'roll' });
    expect(pods.items).toHaveLength(0);
  });
});

describe('others', () => {
  test('a pod that fits nowhere says why', async () => {
    await namespace('big');
    const spec = {
      containers: [{ name: 'a', image: 'a', resources: { requests: { cpu: '64' } } }],
    };
    await client.create(resources.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'big', namespace: 'big' },
      spec,
    });
    await vi.waitFor(async () => {
      const pod = await client.get<Pod>(resources.pods, { namespace: 'big', name: 'big' });
      expect(pod.status?.conditions?.find((c) => c.type === 'PodScheduled')).toMatchObject({
        status: 'False',
        reason: 'Unschedulable',
        message:
          '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
      });
    }, wait);
  });

  test('budgets, quotas and jobs', async () => {
    await namespace('mix');
    await client.create(resources.resourceQuotas, {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name: 'quota', namespace: 'mix' },
      spec: { hard: { pods: '10', 'requests.cpu': '1', 'count/jobs.batch': '5' } },
    });
    await client.create(resources.deployments, deployment('mix', 'web:1'));
    await untilRolledOut('mix');
    await client.create(resources.podDisruptionBudgets, {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'web', namespace: 'mix' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
    });
    const container = { name: 'a', image: 'a', resources: { requests: { cpu: '10m' } } };
    await client.create(resources.jobs, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'once', namespace: 'mix' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
    });
    await vi.waitFor(async () => {
      const at = { namespace: 'mix', name: 'web' };
      const budget = await client.get<PodDisruptionBudget>(resources.podDisruptionBudgets, at);
      expect(budget.status).toMatchObject({
        currentHealthy: 2,
        desiredHealthy: 1,
        disruptionsAllowed: 1,
      });
      const job = await client.get<Job>(resources.jobs, { namespace: 'mix', name: 'once' });
      expect(job.status?.conditions?.map((c) => c.type)).toContain('Complete');
      const quota = await client.get<ResourceQuota>(resources.resourceQuotas, {
        namespace: 'mix',
        name: 'quota',
      });
      expect(quota.status?.used).toEqual({
        pods: '2',
        'requests.cpu': '100m',
        'count/jobs.batch': '1',
      });
    }, wait);
  });

  test('an autoscaler keeps its target within bounds', async () => {
    await client.create(resources.horizontalPodAutoscalers, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', namespace: 'mix' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
        minReplicas: 3,
        maxReplicas: 4,
      },
    });
    await vi.waitFor(async () => {
      const found = await client.get<Deployment>(resources.deployments, {
        namespace: 'mix',
        name: 'web',
      });
      expect(found.spec.replicas).toBe(3);
      expect(found.status?.availableReplicas).toBe(3);
    }, wait);
  });

  test('at rest nothing is written', async () => {
    const version = async (): Promise<string> => {
      const { metadata } = await client.list(resources.namespaces);
      return metadata.resourceVersion;
    };
    await vi.waitFor(
      async () => {
        const before = await version();
        await sleep(1500);
        expect(await version()).toBe(before);
      },
      { timeout: 10_000, interval: 10 },
    );
  });

  test('controllers that start anew find all in order', async () => {
    await controllers.close();
    const before = await client.list<Pod>(resources.pods, { namespace: 'mix' });
    controllers = start();
    await controllers.synced;
    await sleep(500);
    const after = await client.list<Pod>(resources.pods, { namespace: 'mix' });
    expect(after.items.map((pod) => pod.metadata.uid)).toEqual(
      before.items.map((pod) => pod.metadata.uid),
    );
  });

  test('a namespace is emptied before it goes', async () => {
    const ca = await client.get(resources.configMaps, {
      namespace: 'mix',
      name: 'kube-root-ca.crt',
    });
    expect(ca['data']).toEqual({ 'ca.crt': 'the CA' });
    await client.delete(resources.namespaces, { name: 'mix' });
    await vi.waitFor(async () => {
      const left = await client.list<Namespace>(resources.namespaces);
      expect(left.items.map((ns) => ns.metadata.name)).not.toContain('mix');
    }, wait);
    const pods = await client.list(resources.pods, { namespace: 'mix' });
    expect(pods.items).toHaveLength(0);
  });

  test('nothing went wrong on the way', () => {
    expect(warnings).toEqual([]);
  });
});
