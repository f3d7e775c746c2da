import type { ServerContext } from '../request/context.ts';
import type { AdmissionAttributes, AdmissionPlugin } from './admission.ts';
import { definitionStatus } from './definition-status.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { podDefaults } from './pod-defaults.ts';
import { resourceQuota } from './resource-quota.ts';
import { serviceAccount } from './service-account.ts';
import { serviceAddress } from './service-address.ts';
import { storageProtection } from './storage-protection.ts';
import { jobSelector } from './job-selector.ts';
import { nodeTaint } from './node-taint.ts';

/** The built-in plug-ins in the order in which they run; each part runs in this order. */
const plugins: readonly AdmissionPlugin[] = [
  namespaceLifecycle,
  nodeTaint,
  serviceAccount,
  limitRanger,
  podDefaults,
  jobSelector,
  storageProtection,
  serviceAddress,
  definitionStatus,
  resourceQuota,
];

/** Lets every plug-in change the object. */
export function mutateAdmission(context: ServerContext, attributes: AdmissionAttributes): void {
  for (const plugin of plugins) plugin.mutate?.(context, attributes);
}

/** Lets every plug-in refuse the final object. */
export function validateAdmission(context: ServerContext, attributes: AdmissionAttributes): void {
  for (const plugin of plugins) plugin.validate?.(context, attributes);
}
