import type { KubeObject } from '@fairway/kube';
import { readArray, readPath, readString } from '../object/read.ts';

const podSpecs: readonly (readonly string[])[] = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** The container images that objects name, sorted, each once. */
export function imagesOf(objects: readonly KubeObject[]): string[] {
  const images = new Set<string>();
  for (const object of objects) {
    for (const path of podSpecs) {
      const spec = readPath(object, ...path);
      for (const field of ['initContainers', 'containers']) {
        for (const container of readArray(spec, field)) {
          const image = readString(container, 'image');
          if (image !== undefined && image !== '') images.add(image);
        }
      }
    }
  }
  return [...images].sort();
}
