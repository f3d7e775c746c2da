import type { Deployment, Pod, ReplicaSet } from '@fairway/kube';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { deployment, now, pod } from '../_objects.ts';
import { controllerReference } from '../runtime/owners.ts';
import { decideReplicaSet, replicaSetStatus } from '../replica-set/decide.ts';
import { rolloutBudget } from './budget.ts';
import { decideDeployment } from './decide.ts';

/** A cluster in miniature: a Deployment, its ReplicaSets, and pods that become ready in time. */
class Simulation {
  deployment: Deployment;
  replicaSets: ReplicaSet[] = [];
  pods: Pod[] = [];
  #serial = 0;

  constructor(target: Deployment) {
    this.deployment = target;
  }

  /** One turn of the deployment controller. */
  rollOut(): boolean {
    const observed = {
      deployment: this.deployment,
      replicaSets: this.replicaSets,
      pods: this.pods,
      now,
    };
    const { actions, status, revision } = decideDeployment(observed);
    for (const action of actions) {
      if (action.type === 'create') {
        const created = structuredClone(action.replicaSet);
        created.metadata.uid = `uid-${this.#serial++}`;
        created.metadata.creationTimestamp = new Date(
          now.getTime() + this.#serial * 1000,
        ).toISOString();
        this.replicaSets.push({ ...created, status: { replicas: 0 } });
      } else if (action.type === 'delete') {
        this.replicaSets = this.replicaSets.filter((rs) => rs.metadata.name !== action.name);
      } else {
        const found = this.replicaSets.find((rs) => rs.metadata.name === action.name);
        if (found === undefined) throw new Error(`no ReplicaSet ${action.name}`);
        if (action.replicas !== undefined) found.spec.replicas = action.replicas;
        found.metadata.annotations = action.annotations;
      }
    }
    const annotations = { ...this.deployment.metadata.annotations };
    if (revision !== undefined) annotations['deployment.kubernetes.io/revision'] = String(revision);
    const metadata = { ...this.deployment.metadata, annotations };
    this.deployment = { ...this.deployment, metadata, status };
    return actions.length > 0;
  }

  /** One turn of the ReplicaSet controller; a deleted pod is gone at once. */
  scale(): boolean {
    let changed = false;
    for (const rs of this.replicaSets) {
      const { create, delete: gone } = decideReplicaSet({
        replicaSet: rs,
        pods: this.owned(rs),
        now,
      });
      for (let made = 0; made < create; made++) {
        const metadata = {
          ...rs.spec.template.metadata,
          ownerReferences: [controllerReference(rs)],
          uid: `pod-${this.#serial}`,
          name: `pod-${this.#serial++}`,
        };
        this.pods.push(pod('', { ready: false, metadata }));
      }
      this.pods = this.pods.filter((one) => !gone.includes(one));
      rs.status = replicaSetStatus({ replicaSet: rs, pods: this.owned(rs), now });
      changed ||= create > 0 || gone.length > 0;
    }
    return changed;
  }

  /** The kubelet makes one pod ready. */
  becomeReady(index: number): boolean {
    const waiting = this.pods.filter((one) => one.status?.conditions?.[0]?.status !== 'True');
    const chosen = waiting[index % Math.max(1, waiting.length)];
    if (chosen === undefined) return false;
    chosen.status = pod('').status ?? {};
    return true;
  }

  get ready(): number {
    return this.pods.filter((one) => one.status?.conditions?.[0]?.status === 'True').length;
  }

  owned(rs: ReplicaSet): Pod[] {
    return this.pods.filter((one) => one.metadata.ownerReferences?.[0]?.uid === rs.metadata.uid);
  }

  /** Lets everything happen until nothing does. */
  settle(check: () => void, order: readonly number[] = []): void {
    for (let step = 0; step < 500; step++) {
      const changed = [
        this.rollOut(),
        this.scale(),
        this.becomeReady(order[step % order.length] ?? 0),
      ];
      check();
      // The ReplicaSets' status may have caught up in this very step.
      if (!changed.includes(true) && !this.scale() && !this.rollOut()) return;
    }
    throw new Error('the rollout does not come to an end');
  }
}

function setImage(target: Deployment, image: string): Deployment {
  const template = { ...target.spec.template, spec: { containers: [{ name: 'app', image }] } };
  return { ...target, spec: { ...target.spec, template } };
}

const amount = fc.oneof(
  fc.nat(4),
  fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
);

test('a rollout keeps within its budget at every step and comes to its end', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      amount,
      amount,
      fc.array(fc.nat(7), { minLength: 1, maxLength: 20 }),
      (replicas, maxSurge, maxUnavailable, order) => {
        const strategy = {
          type: 'RollingUpdate' as const,
          rollingUpdate: { maxSurge, maxUnavailable },
        };
        const run = new Simulation(deployment({ replicas, strategy }));
        run.settle(() => undefined, order);
        expect(run.ready).toBe(replicas);
        const budget = rolloutBudget(run.deployment);
        run.deployment = setImage(run.deployment, 'web:2');
        run.settle(() => {
          expect(run.ready).toBeGreaterThanOrEqual(replicas - budget.maxUnavailable);
          expect(run.pods.length).toBeLessThanOrEqual(replicas + budget.maxSurge);
        }, order);
        expect(run.ready).toBe(replicas);
        expect(run.deployment.status).toMatchObject({
          updatedReplicas: replicas,
          availableReplicas: replicas,
          replicas,
        });
      },
    ),
  );
});

test('one pod without a budget is replaced only after the new one is ready', () => {
  const run = new Simulation(deployment({ replicas: 1 }));
  run.settle(() => undefined);
  const [first] = run.pods;
  run.deployment = setImage(run.deployment, 'web:2');
  for (let step = 0; step < 10; step++) {
    run.rollOut();
    run.scale();
  }
  expect(run.pods).toHaveLength(2);
  expect(run.pods).toContain(first);
  run.settle(() => expect(run.ready).toBeGreaterThanOrEqual(1));
  expect(run.pods).toHaveLength(1);
  expect(run.pods).not.toContain(first);
});

test('a change of mind in the middle ends with the last template', () => {
  const run = new Simulation(deployment({ replicas: 4 }));
  run.settle(() => undefined);
  for (const image of ['web:2', 'web:3', 'web:1', 'web:4']) {
    run.deployment = setImage(run.deployment, image);
    run.rollOut();
    run.scale();
    run.becomeReady(0);
  }
  run.settle(() => expect(run.ready).toBeGreaterThanOrEqual(3));
  const active = run.replicaSets.filter((rs) => rs.spec.replicas !== 0);
  expect(active.map((rs) => rs.spec.template.spec.containers[0]?.image)).toEqual(['web:4']);
});
