import { establishedStatus } from '../custom/establish.ts';
import type { AdmissionPlugin } from './admission.ts';

/** A CustomResourceDefinition that is stored is served: its status says so in the same write. */
export const definitionStatus: AdmissionPlugin = {
  name: 'DefinitionStatus',
  mutate(context, { resource, subresource, object }) {
    if (resource.storage.id !== 'apiextensions.k8s.io/customresourcedefinitions') return;
    if (subresource !== undefined) return;
    object['status'] = establishedStatus(object, context.now());
  },
};
