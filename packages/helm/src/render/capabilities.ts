import { fn, GoStruct, typedList } from '@fairway/go-template';

import { HelmError } from '../errors.ts';

/** The Kubernetes version that charts see when none is given: that of helm 3.19's release. */
const DEFAULT_KUBE_VERSION = 'v1.34.0';

/** What helm 3.19 reports as itself. */
const HELM_VERSION = 'v3.19.0';

/** The API versions that helm 3.19 knows without a cluster. */
const DEFAULT_API_VERSIONS: readonly string[] = [
  'v1',
  ...versions('admissionregistration.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...versions('internal.apiserver.k8s.io', 'v1alpha1'),
  ...versions('apps', 'v1 v1beta1 v1beta2'),
  ...versions('authentication.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...versions('authorization.k8s.io', 'v1 v1beta1'),
  ...versions('autoscaling', 'v1 v2 v2beta1 v2beta2'),
  ...versions('batch', 'v1 v1beta1'),
  ...versions('certificates.k8s.io', 'v1 v1beta1 v1alpha1'),
  ...versions('coordination.k8s.io', 'v1alpha2 v1beta1 v1'),
  ...versions('discovery.k8s.io', 'v1 v1beta1'),
  ...versions('events.k8s.io', 'v1 v1beta1'),
  ...versions('extensions', 'v1beta1'),
  ...versions('flowcontrol.apiserver.k8s.io', 'v1 v1beta1 v1beta2 v1beta3'),
  ...versions('networking.k8s.io', 'v1 v1beta1'),
  ...versions('node.k8s.io', 'v1 v1alpha1 v1beta1'),
  ...versions('policy', 'v1 v1beta1'),
  ...versions('rbac.authorization.k8s.io', 'v1 v1beta1 v1alpha1'),
  ...versions('resource.k8s.io', 'v1 v1beta2 v1beta1 v1alpha3'),
  ...versions('scheduling.k8s.io', 'v1alpha1 v1beta1 v1'),
  ...versions('storage.k8s.io', 'v1beta1 v1 v1alpha1'),
  ...versions('storagemigration.k8s.io', 'v1alpha1'),
  ...versions('apiextensions.k8s.io', 'v1beta1 v1'),
];

function versions(group: string, list: string): string[] {
  return list.split(' ').map((version) => `${group}/${version}`);
}

/** The cluster as templates see it. */
export interface Capabilities {
  /** With the leading `v`. */
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

/**
 * Fills in what the caller left out; `1.31`, `1.31.2` and `v1.31.2+k3s1` are all understood.
 * @throws HelmError `KUBE_VERSION_UNSUPPORTED` when the version can't be read
 */
export function makeCapabilities(
  kubeVersion: string = DEFAULT_KUBE_VERSION,
  apiVersions: readonly string[] = [],
): Capabilities {
  const match = /^\s*v?((?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))+)/.exec(kubeVersion);
  if (match === null) {
    throw new HelmError(
      'KUBE_VERSION_UNSUPPORTED',
      `invalid kube version '${kubeVersion}': could not parse "${kubeVersion}" as version`,
    );
  }
  return { kubeVersion: `v${match[1]}`, apiVersions: [...DEFAULT_API_VERSIONS, ...apiVersions] };
}

/** `.Capabilities`. */
export function capabilitiesObject(capabilities: Capabilities): GoStruct {
  const { kubeVersion, apiVersions } = capabilities;
  const [major = '', minor = ''] = kubeVersion.slice(1).split('.');
  const version = fn([], () => kubeVersion);
  const kube = new Map([
    ['Version', kubeVersion],
    ['Major', major],
    ['Minor', minor],
  ]);
  const known = typedList('string', [...apiVersions]);
  return new GoStruct({
    typeName: '*chartutil.Capabilities',
    kind: 'ptr',
    fields: new Map<string, unknown>([
      [
        'KubeVersion',
        new GoStruct({
          typeName: 'chartutil.KubeVersion',
          fields: kube,
          methods: new Map([
            ['String', version],
            ['GitVersion', version],
          ]),
          text: kubeVersion,
        }),
      ],
      [
        'APIVersions',
        new GoStruct({
          typeName: 'chartutil.VersionSet',
          kind: 'slice',
          elements: known,
          methods: new Map([
            ['Has', fn(['string'], ([name]) => apiVersions.includes(String(name)))],
          ]),
        }),
      ],
      [
        'HelmVersion',
        new GoStruct({
          typeName: 'version.BuildInfo',
          fields: new Map([
            ['Version', HELM_VERSION],
            ['GitCommit', ''],
            ['GitTreeState', ''],
            ['GoVersion', ''],
          ]),
        }),
      ],
    ]),
  });
}
