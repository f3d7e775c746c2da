import { child, objectAt } from '../json.ts';
import type { AdmissionPlugin } from './admission.ts';

/** A Job selects its pods by its own uid, unless it says `manualSelector`. */
export const jobSelector: AdmissionPlugin = {
  name: 'JobSelector',
  mutate(_context, { operation, resource, object }) {
    if (operation !== 'CREATE' || resource.storage.id !== 'batch/jobs') return;
    const spec = child(object, 'spec');
    if (spec['manualSelector'] === true) return;
    const uid = object.metadata.uid ?? '';
    const name = object.metadata.name ?? '';
    const labels = {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
      'controller-uid': uid,
      'job-name': name,
    };
    const metadata = child(child(spec, 'template'), 'metadata');
    metadata['labels'] = { ...objectAt(metadata, 'labels'), ...labels };
    if (object.metadata.labels === undefined) {
      object.metadata.labels = { ...labels };
    }
    spec['selector'] = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  },
};
