import { isStatus, resources, type Job, type Pod } from '@fairway/kube';
import { FIELD_MANAGER, type Controller, type ControllerContext } from '../runtime/context.ts';
import { createExpectations } from '../runtime/expectations.ts';
import { objectKey, splitKey } from '../runtime/object-key.ts';
import { controllerKey, isControlledBy } from '../runtime/owners.ts';
import { podFromTemplate } from '../runtime/pod-from-template.ts';
import { runController } from '../runtime/run-controller.ts';
import { writeStatus } from '../runtime/write-status.ts';
import { decideJob, isJobFinished } from './decide.ts';

const COMPONENT = 'job-controller';

/** Runs Jobs to their end. */
export function runJobController(context: ControllerContext): Controller {
  const { client, events } = context;
  const jobs = context.informers.get<Job>(resources.jobs);
  const pods = context.informers.get<Pod>(resources.pods);
  const expectations = createExpectations(pods);

  async function reconcile(key: string): Promise<{ requeueAfterMs?: number } | void> {
    const { namespace, name } = splitKey(key);
    const job = jobs.get(namespace, name);
    if (job === undefined) return;
    if (!expectations.satisfied(key)) return { requeueAfterMs: 1000 };
    const owned = pods.list().filter((pod) => isControlledBy(pod, job));
    const decision = decideJob({ job, pods: owned, now: context.now() });
    if (decision.deleteJob) {
      await remove(resources.jobs, job, { propagationPolicy: 'Foreground' });
      return;
    }
    for (let made = 0; made < decision.create; made++) await createPod(key, job);
    for (const pod of decision.deletePods) {
      await remove(resources.pods, pod, {});
      expectations.deleted(key, pod);
    }
    await writeStatus(context, resources.jobs, job, decision.status);
    report(job, { ...job, status: decision.status });
    return decision.requeueAfterMs === undefined
      ? undefined
      : { requeueAfterMs: decision.requeueAfterMs };
  }

  async function createPod(key: string, job: Job): Promise<void> {
    const pod = podFromTemplate(job, job.spec.template);
    const { name = '', uid = '' } = job.metadata;
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
      ...pod.metadata.labels,
    };
    const created = await client.create<Pod>(
      resources.pods,
      { ...pod, metadata: { ...pod.metadata, labels } },
      { fieldManager: FIELD_MANAGER },
    );
    expectations.created(key, created);
    const message = `Created pod: ${created.metadata.name}`;
    events.record(job, 'Normal', 'SuccessfulCreate', message, COMPONENT);
  }

  async function remove(
    resource: typeof resources.pods,
    object: Job | Pod,
    options: { propagationPolicy?: 'Foreground' },
  ): Promise<void> {
    const { name = '', namespace = '', uid } = object.metadata;
    const preconditions = uid === undefined ? {} : { uid };
    try {
      await client.delete(resource, { name, namespace }, { ...options, preconditions });
    } catch (error) {
      if (!isStatus(error, 'NotFound')) throw error;
    }
  }

  function report(before: Job, after: Job): void {
    if (isJobFinished(before) || !isJobFinished(after)) return;
    const failed = after.status?.conditions?.find((condition) => condition.type === 'Failed');
    if (failed === undefined) {
      events.record(after, 'Normal', 'Completed', 'Job completed', COMPONENT);
    } else {
      const { reason = 'Failed', message = '' } = failed;
      events.record(after, 'Warning', reason, message, COMPONENT);
    }
  }

  const controller = runController(context, {
    name: COMPONENT,
    reconcile,
    watch: (queue) => [
      jobs.on((_event, job) => queue.add(objectKey(job))),
      pods.on((_event, pod) => {
        const owner = controllerKey(pod, 'Job');
        if (owner !== undefined) queue.add(owner);
      }),
    ],
  });
  return {
    async close() {
      await controller.close();
      expectations.close();
    },
  };
}
