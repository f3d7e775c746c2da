import { isStatus, type KubeClient } from '@fairway/kube';
import { projectResource } from '../application/application.ts';
import { withTimeout } from '../cluster/with-timeout.ts';
import { messageOf } from '../errors.ts';
import { defaultProject } from '../project/project-rules.ts';
import { clusterTimeoutMs, fieldManager } from './engine-context.ts';
import type { GitOpsLogger } from './engine-options.ts';

/** Makes the project `default` when there is none, as Argo CD does at its start. */
export async function ensureDefaultProject(
  client: KubeClient,
  namespace: string,
  logger: GitOpsLogger,
): Promise<void> {
  try {
    const call = client.create(projectResource, defaultProject(namespace), {
      namespace,
      fieldManager,
    });
    await withTimeout(call, clusterTimeoutMs, 'default AppProject');
  } catch (error) {
    if (isStatus(error, 'AlreadyExists')) return;
    logger.warn({ reason: messageOf(error) }, 'the project default was not created');
  }
}
