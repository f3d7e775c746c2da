import type { KubeClient } from '@fairway/kube';
import type { EventRecorder } from '../events/recorder.ts';
import type { InformerSet } from './informers.ts';
import type { Logger } from './logger.ts';

/** What every controller works with. */
export interface ControllerContext {
  client: KubeClient;
  informers: InformerSet;
  events: EventRecorder;
  now: () => Date;
  logger: Logger;
  /** Settles once all informers have their first list; nothing is decided before. */
  ready: Promise<void>;
}

/** A running controller. */
export interface Controller {
  close(): Promise<void>;
}

/** The field manager of everything that controllers write. */
export const FIELD_MANAGER = 'kube-controller-manager';
