import type { KubeObject, ManagedFieldsEntry } from '../object.ts';
import { schemaFor, type ObjectSchema } from '../schema.ts';

/** A Deployment with what a test gives it. */
export function deployment(
  fields: Record<string, unknown>,
  metadata: Record<string, unknown> = {},
): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', ...metadata },
    ...fields,
  };
}

export const deploymentSchema: ObjectSchema | undefined = schemaFor({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
});

/** A pod template spec with these containers. */
export function containers(...list: Record<string, unknown>[]): Record<string, unknown> {
  return { template: { spec: { containers: list } } };
}

/** One manager's entry. */
export function entryOf(object: KubeObject, manager: string): ManagedFieldsEntry | undefined {
  return object.metadata.managedFields?.find((entry) => entry.manager === manager);
}
