import { formatApiVersion, type KubeObject } from '@fairway/kube';
import type { ServedResource } from '../registry/served-resource.ts';
import { appsDefaults } from './apps.ts';
import { apiextensionsDefaults } from './apiextensions.ts';
import { autoscalingDefaults } from './autoscaling.ts';
import { batchDefaults } from './batch.ts';
import { coreDefaults } from './core.ts';
import type { DefaultsTable } from './defaults-table.ts';
import { networkingDefaults } from './networking.ts';
import { miscellaneousDefaults } from './miscellaneous.ts';
import { setCustomDefaults } from './custom.ts';

const table: DefaultsTable = {
  ...coreDefaults,
  ...appsDefaults,
  ...batchDefaults,
  ...autoscalingDefaults,
  ...networkingDefaults,
  ...miscellaneousDefaults,
  ...apiextensionsDefaults,
};

/** Fills in what the user left out, as Kubernetes 1.31 does; changes the object in place. */
export function setDefaults(resource: ServedResource, object: KubeObject): void {
  if (resource.custom !== undefined) {
    setCustomDefaults(resource.custom.openApiSchema, object);
    return;
  }
  table[`${formatApiVersion(resource)}/${resource.kind}`]?.(object);
}
