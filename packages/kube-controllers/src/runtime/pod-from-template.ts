import type { KubeObject, Pod, PodTemplateSpec } from '@fairway/kube';
import { controllerReference } from './owners.ts';

/** A new pod of a workload, named by the server after the workload. */
export function podFromTemplate(owner: KubeObject, template: PodTemplateSpec): Pod {
  const { name = '', namespace } = owner.metadata;
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels: { ...labels } }),
      ...(annotations === undefined ? {} : { annotations: { ...annotations } }),
      ...(finalizers === undefined ? {} : { finalizers: [...finalizers] }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}
