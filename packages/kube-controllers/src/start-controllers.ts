import type { KubeClient } from '@fairway/kube';
import { runAutoscaler } from './autoscaler/controller.ts';
import { runDeploymentController } from './deployment/controller.ts';
import { runDisruptionController } from './disruption/controller.ts';
import { runEndpointsController } from './endpoints/controller.ts';
import { createEventRecorder } from './events/recorder.ts';
import { runGarbageCollector } from './garbage-collector/controller.ts';
import { runJobController } from './job/controller.ts';
import { runNamespaceController } from './namespace/controller.ts';
import { runNodeLifecycleController } from './node-lifecycle/controller.ts';
import { runReplicaSetController } from './replica-set/controller.ts';
import { runResourceQuotaController } from './resource-quota/controller.ts';
import type { ControllerContext } from './runtime/context.ts';
import { createInformerSet } from './runtime/informers.ts';
import { silentLogger, type Logger } from './runtime/logger.ts';
import { runScheduler } from './scheduler/controller.ts';
import { runServiceAccountController } from './service-account/controller.ts';

/** What `startControllers` needs. */
export interface ControllersOptions {
  client: KubeClient;
  now?: () => Date;
  logger?: Logger;
  /** Schedules onto this node alone; onto any that fits by default. */
  nodeName?: string;
  /** The cluster's CA certificate, published to every namespace as `kube-root-ca.crt`. */
  caPem?: string;
}

/** All controllers, running. */
export interface Controllers {
  /** Settles once every controller has seen the present state of what it watches. */
  readonly synced: Promise<void>;
  /** Stops them; what they were writing is finished first. */
  close(): Promise<void>;
}

/** Starts the built-in controllers and the scheduler on one set of informers. */
export function startControllers(options: ControllersOptions): Controllers {
  const { client, now = () => new Date(), logger = silentLogger } = options;
  const informers = createInformerSet(client, (error, resource) =>
    logger.warn('an informer failed and will try again', { resource, error: String(error) }),
  );
  const events = createEventRecorder({
    client,
    now,
    onError: (error) => logger.warn('an event could not be written', { error: String(error) }),
  });
  let begin: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const context: ControllerContext = { client, informers, events, now, logger, ready };
  const controllers = [
    runDeploymentController(context),
    runReplicaSetController(context),
    runScheduler(context, options.nodeName),
    runEndpointsController(context),
    runNamespaceController(context),
    runNodeLifecycleController(context),
    runServiceAccountController(context, options.caPem),
    runAutoscaler(context),
    runDisruptionController(context),
    runJobController(context),
    runResourceQuotaController(context),
    runGarbageCollector(context),
  ];
  // Every controller has asked for its informers by now.
  const synced = informers.synced().then(begin);
  return {
    synced,
    async close() {
      await Promise.all(controllers.map((controller) => controller.close()));
      await events.close();
      await informers.close();
    },
  };
}
