/** The repository that alone says what runs where. */
export const gitopsRepository = 'fairway/gitops';

/** The namespace of Applications and AppProjects, as Argo CD's. */
export const argocdNamespace = 'argocd';

/** This cluster, as Argo CD names the one that it runs in. */
export const inClusterServer = 'https://kubernetes.default.svc';

/** The namespace, Application and host label of a project's environment. */
export function environmentName(project: string, environment: string): string {
  return `${project}-${environment}`;
}

/** The AppProject of a team; the prefix keeps a team called `default` from being Argo CD's own. */
export function appProjectName(team: string): string {
  return `team-${team}`;
}
