import { forbidden, notFound, StatusError } from '@fairway/kube';
import { child, stringsOf, valueAt } from '../json.ts';
import type { AdmissionPlugin } from './admission.ts';

/**
 * Nothing is created in a namespace that is missing (404) or ending (403); new namespaces hold
 * the `kubernetes` finalizer until their content is gone.
 */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  mutate(context, { operation, resource, namespace, object }) {
    if (operation !== 'CREATE') return;
    if (resource.storage.id === 'core/namespaces') {
      const spec = child(object, 'spec');
      const finalizers = stringsOf(spec['finalizers']);
      if (!finalizers.includes('kubernetes')) spec['finalizers'] = [...finalizers, 'kubernetes'];
      return;
    }
    if (!resource.namespaced) return;
    const found = context.store.cache.get({
      id: 'core/namespaces',
      namespace: '',
      name: namespace,
    });
    if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    const ending = valueAt(found.object, 'status', 'phase') === 'Terminating';
    if (!ending && found.object.metadata.deletionTimestamp === undefined) return;
    const name = object.metadata.name ?? '';
    const { status } = forbidden(
      resource,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
    throw new StatusError({
      ...status,
      details: {
        ...status.details,
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
  },
};
