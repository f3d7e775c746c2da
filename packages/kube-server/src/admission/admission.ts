import type { KubeObject } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import type { ServerContext } from '../request/context.ts';
import type { UserInfo } from '../user-info.ts';

/** What an admission plug-in sees of a write. `object` may be changed while mutating. */
export interface AdmissionAttributes {
  operation: 'CREATE' | 'UPDATE';
  resource: ServedResource;
  subresource: string | undefined;
  namespace: string;
  object: KubeObject;
  old: KubeObject | undefined;
  user: UserInfo;
  dryRun: boolean;
  /** Called when the write is done or has failed: gives back what was reserved for it. */
  cleanups: (() => void)[];
}

/** One step of the admission chain. Either part may refuse the write by throwing a StatusError. */
export interface AdmissionPlugin {
  name: string;
  mutate?(context: ServerContext, attributes: AdmissionAttributes): void;
  validate?(context: ServerContext, attributes: AdmissionAttributes): void;
}
