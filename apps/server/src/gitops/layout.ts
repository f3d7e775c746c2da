import { stringify } from 'yaml';
import {
  appProjectName,
  argocdNamespace,
  environmentName,
  gitopsRepository,
  inClusterServer,
} from './names.ts';

/** A release to put on an environment. */
export interface EnvironmentFiles {
  project: string;
  team: string;
  environment: string;
  /** Internal URL of the project's repository. */
  repositoryUrl: string;
  /** Commit whose `helm/` folder is rendered. */
  chartCommit: string;
  /** Image repository with its host, without tag and digest. */
  image: string;
  digest: string;
  /** The host name that answers for the environment. */
  host: string;
}

/** Paths (from the root of the gitops repository) and their text. */
export type Files = ReadonlyMap<string, string>;

const wave = (value: number): Record<string, string> => ({
  'argocd.argoproj.io/sync-wave': String(value),
});

/** The root Application: every manifest of the gitops repository, pruned and healed by itself. */
export function rootApplication(repositoryUrl: string): Record<string, unknown> {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'root', namespace: argocdNamespace },
    spec: {
      project: 'default',
      source: {
        repoURL: repositoryUrl,
        targetRevision: 'main',
        path: '.',
        directory: { recurse: true, exclude: 'root.yaml' },
      },
      destination: { server: inClusterServer, namespace: argocdNamespace },
      syncPolicy: { automated: { prune: true, selfHeal: true, allowEmpty: true } },
    },
  };
}

/** The files that a new gitops repository begins with. */
export function rootFiles(repositoryUrl: string): Files {
  return new Map([
    ['root.yaml', text(rootApplication(repositoryUrl))],
    ['README.md', readme],
  ]);
}

const readme = `# ${gitopsRepository}

What runs where. Fairway writes here; \`root.yaml\` is the app of apps that applies it.

- \`projects/<team>.yaml\`: the AppProject of a team
- \`apps/<project>/<environment>/\`: the namespace and the release of one environment
`;

/**
 * The AppProject of a team: its own repositories, its own projects' namespaces, and no kind that
 * the platform itself puts into a namespace.
 */
export function teamFiles(
  team: string,
  repositoryBase: string,
  projects: readonly string[],
): Files {
  const destinations = [...projects].sort().flatMap((project) =>
    ['dev', 'staging', 'prod', 'preview-*'].map((environment) => ({
      server: inClusterServer,
      namespace: environmentName(project, environment),
    })),
  );
  const project = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: appProjectName(team), namespace: argocdNamespace, annotations: wave(-2) },
    spec: {
      description: `Projects of team ${team}`,
      sourceRepos: [`${repositoryBase}/${team}/*`],
      destinations,
      clusterResourceWhitelist: [],
      namespaceResourceBlacklist: [
        { group: '', kind: 'ResourceQuota' },
        { group: '', kind: 'LimitRange' },
        { group: 'networking.k8s.io', kind: 'NetworkPolicy' },
        { group: 'argoproj.io', kind: '*' },
      ],
    },
  };
  return new Map([[`projects/${team}.yaml`, text(project)]]);
}

/** Folder of an environment in the gitops repository. */
export function environmentFolder(project: string, environment: string): string {
  return `apps/${project}/${environment}`;
}

/** The two files of an environment: one release is one commit of both. */
export function environmentFiles(files: EnvironmentFiles): Files {
  const folder = environmentFolder(files.project, files.environment);
  return new Map([
    [`${folder}/namespace.yaml`, namespaceObjects(files).map(text).join('---\n')],
    [`${folder}/application.yaml`, text(application(files))],
  ]);
}

function labels({ project, team, environment }: EnvironmentFiles): Record<string, string> {
  return {
    'fairway.dev/project': project,
    'fairway.dev/team': team,
    'fairway.dev/environment': environment,
  };
}

function namespaceObjects(files: EnvironmentFiles): Record<string, unknown>[] {
  const namespace = environmentName(files.project, files.environment);
  const metadata = (name: string): Record<string, unknown> => ({
    name,
    namespace,
    labels: labels(files),
    annotations: wave(-1),
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: namespace,
        labels: { ...labels(files), 'pod-security.kubernetes.io/enforce': 'restricted' },
        annotations: wave(-1),
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: metadata('environment'),
      spec: { hard: { pods: '20', 'limits.cpu': '16', 'limits.memory': '16Gi' } },
    },
    {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: metadata('environment'),
      spec: {
        limits: [
          {
            type: 'Container',
            default: { cpu: '500m', memory: '256Mi' },
            defaultRequest: { cpu: '50m', memory: '64Mi' },
          },
        ],
      },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('same-namespace-and-ingress'),
      spec: {
        podSelector: {},
        policyTypes: ['Ingress'],
        ingress: [
          { from: [{ podSelector: {} }] },
          {
            from: [
              {
                namespaceSelector: {
                  matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
                },
              },
            ],
          },
        ],
      },
    },
  ];
}

function application(files: EnvironmentFiles): Record<string, unknown> {
  const name = environmentName(files.project, files.environment);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: argocdNamespace,
      labels: labels(files),
      annotations: wave(0),
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    },
    spec: {
      project: appProjectName(files.team),
      source: {
        repoURL: files.repositoryUrl,
        targetRevision: files.chartCommit,
        path: 'helm',
        helm: {
          releaseName: files.project,
          valuesObject: {
            image: { repository: files.image, digest: files.digest },
            ingress: { host: files.host },
            labels: labels(files),
          },
        },
      },
      destination: { server: inClusterServer, namespace: name },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        syncOptions: ['ServerSideApply=true'],
      },
    },
  };
}

function text(document: unknown): string {
  return stringify(document, { lineWidth: 0 });
}
