import type { Condition, Deployment, ReplicaSet } from '@fairway/kube';
import { describe, expect, test } from 'vitest';
import { ago, deployment, now, pod, replicaSet } from '../_objects.ts';
import { decideDeployment, type DeploymentDecision } from './decide.ts';
import { newReplicaSetName } from './new-replica-set.ts';

function decide(
  target: Deployment,
  replicaSets: ReplicaSet[],
  pods: Parameters<typeof decideDeployment>[0]['pods'] = [],
): DeploymentDecision {
  return decideDeployment({ deployment: target, replicaSets, pods, now });
}

function sizes(decision: DeploymentDecision): unknown[] {
  return decision.actions.map((action) => {
    if (action.type === 'create') return ['create', action.replicaSet.spec.replicas];
    if (action.type === 'delete') return ['delete', action.name];
    return [action.name, action.replicas];
  });
}

function progressing(decision: DeploymentDecision): Condition | undefined {
  return decision.status.conditions?.find((condition) => condition.type === 'Progressing');
}

/** A Deployment at revision 2 whose new template is web:1; `old` sets run web:0. */
function rolling(spec: Partial<Deployment['spec']> = {}): Deployment {
  const target = deployment(spec);
  target.metadata.annotations = { 'deployment.kubernetes.io/revision': '2' };
  return target;
}

const scaled = (replicas: number, surge: number, revision: number): Record<string, string> => ({
  'deployment.kubernetes.io/desired-replicas': String(replicas),
  'deployment.kubernetes.io/max-replicas': String(replicas + surge),
  'deployment.kubernetes.io/revision': String(revision),
});

describe('a new template', () => {
  test('gets a ReplicaSet with hash, revision and owner', () => {
    const target = deployment();
    const decision = decide(target, []);
    const [action] = decision.actions;
    if (action?.type !== 'create') throw new Error('expected a create');
    const { metadata, spec } = action.replicaSet;
    const hash = metadata.labels?.['pod-template-hash'] ?? '';
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
    expect(metadata.name).toBe(`web-${hash}`);
    expect(metadata.annotations).toEqual(scaled(3, 1, 1));
    expect(spec).toMatchObject({
      replicas: 3,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
      template: { metadata: { labels: { app: 'web', 'pod-template-hash': hash } } },
    });
    expect(metadata.ownerReferences?.[0]).toMatchObject({ uid: 'uid-web', controller: true });
    expect(decision.revision).toBe(1);
    expect(progressing(decision)).toMatchObject({
      status: 'True',
      reason: 'NewReplicaSetCreated',
      message: `Created new replica set "web-${hash}"`,
    });
    expect(decision.requeueAfterMs).toBe(601_000);
  });

  test('starts within the surge beside the old one', () => {
    const target = rolling();
    const old = replicaSet(target, 'old', 'web:0', 3, 3, scaled(3, 1, 1));
    const decision = decide(target, [old]);
    expect(sizes(decision)).toEqual([['create', 1]]);
    expect(decision.actions[0]).toMatchObject({
      replicaSet: { metadata: { annotations: { 'deployment.kubernetes.io/revision': '2' } } },
    });
  });

  test('a template that comes back is given a new revision', () => {
    const target = rolling({ replicas: 1 });
    const back = replicaSet(target, 'first', 'web:1', 0, 0, scaled(1, 1, 1));
    const current = replicaSet(target, 'second', 'web:0', 1, 1, scaled(1, 1, 2));
    const decision = decide(target, [back, current]);
    expect(decision.revision).toBe(3);
    expect(decision.actions[0]).toMatchObject({
      name: 'first',
      replicas: 1,
      annotations: {
        'deployment.kubernetes.io/revision': '3',
        'deployment.kubernetes.io/revision-history': '1',
      },
    });
  });

  test('the name depends on the template and the collision count', () => {
    const target = deployment();
    const other = { ...target, status: { collisionCount: 1 } };
    expect(newReplicaSetName(target)).toBe(newReplicaSetName(structuredClone(target)));
    expect(newReplicaSetName(target)).not.toBe(newReplicaSetName(other));
  });
});

describe('a rolling update', () => {
  test.each<[string, [number, number], [number, number], unknown[]]>([
    ['waits for the new pod', [3, 3], [1, 0], []],
    ['takes an old pod for a ready new one', [3, 3], [1, 1], [['old', 2]]],
    ['goes on with the new one', [2, 2], [1, 1], [['new', 2]]],
    ['takes pods that are not available at once', [3, 2], [1, 1], [['old', 2]]],
    ['ends with the old one', [1, 1], [3, 3], [['old', 0]]],
    ['has ended', [0, 0], [3, 3], []],
  ])('%s', (_name, [oldSize, oldAvailable], [newSize, newAvailable], expected) => {
    const target = rolling();
    const old = replicaSet(target, 'old', 'web:0', oldSize, oldAvailable, scaled(3, 1, 1));
    const next = replicaSet(target, 'new', 'web:1', newSize, newAvailable, scaled(3, 1, 2));
    expect(sizes(decide(target, [old, next]))).toEqual(expected);
  });

  test('Recreate waits until every old pod is gone', () => {
    const target = rolling({ strategy: { type: 'Recreate' } });
    const old = replicaSet(target, 'old', 'web:0', 3, 3, scaled(3, 0, 1));
    expect(sizes(decide(target, [old]))).toEqual([['old', 0]]);
    const empty = replicaSet(target, 'old', 'web:0', 0, 0, scaled(3, 0, 1));
    expect(sizes(decide(target, [empty], [pod('a')]))).toEqual([]);
    expect(sizes(decide(target, [empty]))).toEqual([['create', 3]]);
  });
});

describe('scaling', () => {
  test('the only ReplicaSet takes it', () => {
    const target = rolling({ replicas: 5 });
    const only = replicaSet(target, 'new', 'web:1', 3, 3, scaled(3, 1, 2));
    expect(sizes(decide(target, [only]))).toEqual([['new', 5]]);
    expect(sizes(decide({ ...target, spec: { ...target.spec, replicas: 0 } }, [only]))).toEqual([
      ['new', 0],
    ]);
  });

  test('in the middle of an update each gets its share', () => {
    const target = rolling({ replicas: 10, strategy: { rollingUpdate: { maxSurge: 2 } } });
    const old = replicaSet(target, 'old', 'web:0', 4, 4, scaled(5, 2, 1));
    const next = replicaSet(target, 'new', 'web:1', 3, 3, scaled(5, 2, 2));
    const decision = decide(target, [old, next]);
    expect(sizes(decision)).toEqual([
      ['old', 7],
      ['new', 5],
    ]);
  });

  test('a paused Deployment is scaled and not rolled', () => {
    const target = rolling({ replicas: 4, paused: true });
    const old = replicaSet(target, 'old', 'web:0', 3, 3, scaled(3, 1, 1));
    const decision = decide(target, [old]);
    expect(sizes(decision)).toEqual([['old', 4]]);
    expect(progressing(decision)?.reason).toBe('DeploymentPaused');
    const paused = { ...target, status: decision.status };
    const resumed = { ...paused, spec: { ...paused.spec, paused: false, replicas: 3 } };
    expect(progressing(decide(resumed, [old]))).toMatchObject({ reason: 'NewReplicaSetCreated' });
  });
});

describe('the end', () => {
  test('old ReplicaSets beyond the history go, the oldest first', () => {
    const target = rolling({ revisionHistoryLimit: 1 });
    const next = replicaSet(target, 'new', 'web:1', 3, 3, scaled(3, 1, 4));
    const old = [1, 2, 3].map((n) =>
      replicaSet(target, `old-${n}`, `web:0.${n}`, 0, 0, scaled(3, 1, n)),
    );
    expect(sizes(decide(target, [...old, next]))).toEqual([
      ['delete', 'old-1'],
      ['delete', 'old-2'],
    ]);
  });

  test('status and conditions of a finished rollout', () => {
    const target = rolling();
    const next = replicaSet(target, 'new', 'web:1', 3, 3, scaled(3, 1, 2));
    const decision = decide(target, [next]);
    const times = { lastUpdateTime: ago(0), lastTransitionTime: ago(0) };
    const { conditions = [], ...counts } = decision.status;
    const sorted = conditions.toSorted((a, b) => (a.type < b.type ? -1 : 1));
    expect({ ...counts, conditions: sorted }).toEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
          ...times,
        },
        {
          type: 'Progressing',
          status: 'True',
          reason: 'NewReplicaSetAvailable',
          message: 'ReplicaSet "new" has successfully progressed.',
          ...times,
        },
      ],
    });
    expect(decision.requeueAfterMs).toBeUndefined();
    // deciding again on the result changes nothing
    const again = decide({ ...target, status: decision.status }, [next]);
    expect(again).toEqual({ actions: [], status: decision.status });
  });
});

describe('progress', () => {
  const stuck = (seconds: number, reason = 'ReplicaSetUpdated'): Deployment => {
    const conditions: Condition[] = [
      { type: 'Progressing', status: 'True', reason, lastUpdateTime: ago(seconds) },
    ];
    const target = rolling();
    target.status = {
      replicas: 4,
      updatedReplicas: 1,
      readyReplicas: 3,
      availableReplicas: 3,
      conditions,
    };
    return target;
  };
  const sets = (target: Deployment): ReplicaSet[] => [
    replicaSet(target, 'old', 'web:0', 3, 3, scaled(3, 1, 1)),
    replicaSet(target, 'new', 'web:1', 1, 0, scaled(3, 1, 2)),
  ];

  test('the deadline is waited for', () => {
    const target = stuck(599);
    const decision = decide(target, sets(target));
    expect(progressing(decision)?.status).toBe('True');
    expect(decision.requeueAfterMs).toBe(2000);
  });

  test('the deadline is exceeded, and no old pod is touched', () => {
    const target = stuck(601);
    const decision = decide(target, sets(target));
    expect(progressing(decision)).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet "new" has timed out progressing.',
    });
    expect(decision.actions).toEqual([]);
    expect(decision.requeueAfterMs).toBeUndefined();
    const later = decide({ ...target, status: decision.status }, sets(target));
    expect(later.status).toEqual(decision.status);
  });

  test('a new ready pod starts the clock anew', () => {
    const target = stuck(601);
    const [old, next] = sets(target);
    if (old === undefined || next?.status === undefined) throw new Error('no sets');
    next.status.readyReplicas = 1;
    expect(progressing(decide(target, [old, next]))).toMatchObject({
      status: 'True',
      reason: 'ReplicaSetUpdated',
      lastUpdateTime: '2026-01-01T12:00:00Z',
    });
  });

  test('without a deadline there is no condition', () => {
    const target = rolling();
    delete target.spec.progressDeadlineSeconds;
    expect(progressing(decide(target, sets(target)))).toBeUndefined();
  });

  test("a ReplicaSet's failure is passed on", () => {
    const target = stuck(1);
    const [old, next] = sets(target);
    if (old === undefined || next?.status === undefined) throw new Error('no sets');
    const failure = { reason: 'FailedCreate', message: 'exceeded quota' };
    next.status.conditions = [{ type: 'ReplicaFailure', status: 'True', ...failure }];
    expect(decide(target, [old, next]).status.conditions).toContainEqual(
      expect.objectContaining({ type: 'ReplicaFailure', ...failure }),
    );
  });

  test('a deleted Deployment only reports', () => {
    const target = stuck(1);
    target.metadata.deletionTimestamp = ago(1);
    expect(decide(target, sets(target)).actions).toEqual([]);
  });
});
