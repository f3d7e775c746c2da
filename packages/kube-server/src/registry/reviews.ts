import type { ServedResource } from './served-resource.ts';

function reviewResource(
  group: string,
  resource: string,
  kind: string,
  namespaced = false,
): ServedResource {
  return {
    group,
    version: 'v1',
    resource,
    kind,
    singular: kind.toLowerCase(),
    listKind: `${kind}List`,
    namespaced,
    verbs: ['create'],
    shortNames: [],
    categories: [],
    subresources: [],
    subresourceDefinitions: [],
    storage: { id: `${group}/${resource}`, group, version: 'v1' },
    schema: undefined,
  };
}

/** Resources that answer a question about a user and are not stored. */
export function reviewResources(): ServedResource[] {
  return [
    reviewResource('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'),
    reviewResource('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
    reviewResource('authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
    reviewResource('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'),
    reviewResource(
      'authorization.k8s.io',
      'localsubjectaccessreviews',
      'LocalSubjectAccessReview',
      true,
    ),
  ];
}
