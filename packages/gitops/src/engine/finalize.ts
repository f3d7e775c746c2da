import { isStatus } from '@fairway/kube';
import {
  applicationResource,
  cascadeFinalizer,
  type Application,
} from '../application/application.ts';
import { withTimeout } from '../cluster/with-timeout.ts';
import { mapConcurrent } from '../diff/map-concurrent.ts';
import { readRecord } from '../object/read.ts';
import { keyOf } from '../object/resource-key.ts';
import { deletionStep } from './deletion-step.ts';
import { clusterTimeoutMs, fieldManager, type EngineContext } from './engine-context.ts';
import { kindsInUse } from './observe.ts';
import { deleteObject, releaseHook } from './task-runner.ts';

const concurrency = 10;

/**
 * One step of deleting an Application: with the cascade finalizer its resources go first, wave by
 * wave, then the finalizer. A destination that is not known any more has nothing left to delete.
 */
export async function finalize(context: EngineContext, application: Application): Promise<void> {
  const finalizers = application.metadata.finalizers ?? [];
  const ours = finalizers.find(isCascade);
  if (ours === undefined) return;
  const name = application.metadata.name ?? '';
  // A spec may be broken and its Application must still go: only the destination is read.
  const destination = context.destinationOf(readRecord(application, 'spec', 'destination'));
  if (destination === undefined) {
    await removeFinalizers(context, application);
    return;
  }
  await destination.cluster.watchKinds(kindsInUse(application));
  const step = deletionStep(destination.cluster.managedBy(name), keyOf(application));
  if (step.isDone) {
    context.logger.info({ application: name }, 'resources deleted');
    await removeFinalizers(context, application);
    return;
  }
  const policy = ours.endsWith('/background') ? 'Background' : 'Foreground';
  await mapConcurrent(step.toDelete, concurrency, async (object) => {
    await releaseHook(destination, object);
    await deleteObject(destination, object, policy);
  });
}

function isCascade(finalizer: string): boolean {
  return finalizer === cascadeFinalizer || finalizer.startsWith(`${cascadeFinalizer}/`);
}

async function removeFinalizers(context: EngineContext, application: Application): Promise<void> {
  const { name = '', namespace = context.namespace, resourceVersion } = application.metadata;
  const left = (application.metadata.finalizers ?? []).filter((finalizer) => !isCascade(finalizer));
  const metadata = { finalizers: left.length > 0 ? left : null, resourceVersion };
  try {
    const call = context.client.patch<Application>(
      applicationResource,
      { name, namespace },
      { metadata },
      { type: 'application/merge-patch+json', fieldManager },
    );
    context.applications.observe(
      await withTimeout(call, clusterTimeoutMs, 'finalizer of an Application'),
    );
  } catch (error) {
    if (!isStatus(error, 'NotFound')) throw error;
  }
}
