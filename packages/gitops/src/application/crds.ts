import type { KubeObject } from '@fairway/kube';

interface CrdInput {
  kind: string;
  plural: string;
  shortNames: string[];
  hasStatusSubresource: boolean;
  columns: { name: string; jsonPath: string; type: string; priority?: number }[];
  specFields: readonly string[];
  topLevel?: readonly string[];
  required: string[];
}

const anyObject = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const anyValue = { 'x-kubernetes-preserve-unknown-fields': true };

/**
 * The CustomResourceDefinitions of Argo CD's Application, AppProject and ApplicationSet
 * (argoproj.io/v1alpha1) with its names and columns. The schemas name the fields and let every
 * value through: the engine checks an Application itself and says what is wrong as a condition.
 * Application has no status subresource, as in Argo CD.
 */
export function applicationCrds(): KubeObject[] {
  return [
    crd({
      kind: 'Application',
      plural: 'applications',
      shortNames: ['app', 'apps'],
      hasStatusSubresource: false,
      columns: [
        { name: 'Sync Status', jsonPath: '.status.sync.status', type: 'string' },
        { name: 'Health Status', jsonPath: '.status.health.status', type: 'string' },
        { name: 'Revision', jsonPath: '.status.sync.revision', type: 'string', priority: 10 },
        { name: 'Project', jsonPath: '.spec.project', type: 'string', priority: 10 },
      ],
      specFields: [
        'destination',
        'ignoreDifferences',
        'info',
        'project',
        'revisionHistoryLimit',
        'source',
        'sourceHydrator',
        'sources',
        'syncPolicy',
      ],
      topLevel: ['operation'],
      required: ['spec'],
    }),
    crd({
      kind: 'AppProject',
      plural: 'appprojects',
      shortNames: ['appproj', 'appprojs'],
      hasStatusSubresource: false,
      columns: [],
      specFields: [
        'clusterResourceBlacklist',
        'clusterResourceWhitelist',
        'description',
        'destinationServiceAccounts',
        'destinations',
        'namespaceResourceBlacklist',
        'namespaceResourceWhitelist',
        'orphanedResources',
        'permitOnlyProjectScopedClusters',
        'roles',
        'signatureKeys',
        'sourceNamespaces',
        'sourceRepos',
        'syncWindows',
      ],
      required: ['spec'],
    }),
    crd({
      kind: 'ApplicationSet',
      plural: 'applicationsets',
      shortNames: ['appset', 'appsets'],
      hasStatusSubresource: true,
      columns: [],
      specFields: [
        'applyNestedSelectors',
        'generators',
        'goTemplate',
        'goTemplateOptions',
        'ignoreApplicationDifferences',
        'preservedFields',
        'strategy',
        'syncPolicy',
        'template',
        'templatePatch',
      ],
      required: ['spec'],
    }),
  ];
}

function crd(input: CrdInput): KubeObject {
  const name = `${input.plural}.argoproj.io`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name,
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
    },
    spec: {
      group: 'argoproj.io',
      names: {
        kind: input.kind,
        listKind: `${input.kind}List`,
        plural: input.plural,
        shortNames: input.shortNames,
        singular: input.kind.toLowerCase(),
      },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schema(input) },
          ...(input.hasStatusSubresource ? { subresources: { status: {} } } : {}),
          ...(input.columns.length > 0 ? { additionalPrinterColumns: input.columns } : {}),
        },
      ],
    },
  };
}

function schema({ specFields, topLevel = [], required }: CrdInput): Record<string, unknown> {
  const fields = Object.fromEntries(specFields.map((field) => [field, anyValue]));
  return {
    type: 'object',
    required,
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec: { ...anyObject, properties: fields },
      status: anyObject,
      ...Object.fromEntries(topLevel.map((field) => [field, anyObject])),
    },
  };
}
