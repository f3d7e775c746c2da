/** Kinds of subresources that live in another group and version than their resource. */
const foreign: Readonly<Record<string, { group: string; version: string }>> = {
  Scale: { group: 'autoscaling', version: 'v1' },
  Eviction: { group: 'policy', version: 'v1' },
};

/** Group and version of a subresource's kind, where they differ from the resource's own. */
export function subresourceGroup(kind: string): { group: string; version: string } | undefined {
  return foreign[kind];
}
