import { DBOS } from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import type { DeploymentServices } from '../deployments/context.ts';
import { deployWorkflow } from '../deployments/deploy-workflow.ts';
import type { ProjectServices } from '../projects/context.ts';
import { projectWorkflows, type ProjectWorkflows, workflowId } from '../projects/workflows.ts';
import type { Logger } from '../logger.ts';
import type { StepObserver } from './steps.ts';

/** Starts durable workflows. Starting one twice is harmless: its id says which one it is. */
export interface Workflows extends ProjectWorkflows {
  close(): Promise<void>;
}

/** What the workflows work with, and where they are kept. */
export interface WorkflowOptions {
  /** Connections whose search path is the schema `dbos`. */
  pool: Pool;
  projects: ProjectServices;
  deployments: DeploymentServices;
  logger: Logger;
  onStep: StepObserver;
}

/** Registers the workflows, then launches DBOS: what an earlier server left goes on at once. */
export async function startWorkflows(options: WorkflowOptions): Promise<Workflows> {
  const { logger } = options;
  DBOS.setConfig({
    name: 'fairway',
    systemDatabasePool: options.pool,
    systemDatabaseSchemaName: 'dbos',
    // One server a data directory: whatever version starts next takes up what the last one left.
    executorID: 'fairway',
    applicationVersion: 'fairway',
    enablePatching: true,
    logger: {
      debug: () => undefined,
      info: () => undefined,
      warn: (entry: unknown) => logger.warn({ entry: String(entry) }, 'durable workflows'),
      error: (entry: unknown) => logger.error({ entry: String(entry) }, 'durable workflows'),
    },
  });
  const runner = { timelines: options.projects.timelines, onStep: options.onStep };
  const deploy = DBOS.registerWorkflow(deployWorkflow(options.deployments, runner), {
    name: 'deploy',
  });
  const bodies = projectWorkflows(options.projects, options.deployments, deploy, runner);
  const provision = DBOS.registerWorkflow(bodies.provision, { name: 'provision' });
  const deliver = DBOS.registerWorkflow(bodies.deliver, { name: 'deliver' });
  const remove = DBOS.registerWorkflow(bodies.remove, { name: 'delete' });
  await DBOS.launch();
  return {
    async provision(projectId, run) {
      const workflowID = workflowId(`provision-${projectId}`, run);
      await DBOS.startWorkflow(provision, { workflowID })(projectId, run);
    },
    async deliver(runId, run) {
      const workflowID = workflowId(`deliver-${runId}`, run);
      await DBOS.startWorkflow(deliver, { workflowID })(runId, run);
    },
    async remove(projectId, run, archive) {
      const workflowID = workflowId(`delete-${projectId}`, run);
      await DBOS.startWorkflow(remove, { workflowID })(projectId, run, archive);
    },
    close: () => DBOS.shutdown({ deregister: true }),
  };
}
