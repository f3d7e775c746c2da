const label = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/** Names that hosts, paths or namespaces of the platform already use. */
const reserved = new Set([
  'admin',
  'api',
  'argocd',
  'auth',
  'default',
  'docs',
  'fairway',
  'git',
  'gitops',
  'healthz',
  'kubernetes',
  'kube-system',
  'kube-public',
  'kube-node-lease',
  'localhost',
  'metrics',
  'portal',
  'readyz',
  'registry',
  'root',
  'v2',
  'www',
]);

/** The longest project name: `<name>-preview-999` must stay within Helm's 53 characters. */
const maxProjectNameLength = 40;

/** Why a project name cannot be used, in a sentence for the form field; undefined when it can. */
export function projectNameProblem(name: string): string | undefined {
  if (name.length === 0) return 'Enter a name.';
  if (name.length > maxProjectNameLength) {
    return `The name has ${name.length} characters; at most ${maxProjectNameLength} are allowed.`;
  }
  if (!label.test(name)) {
    return 'Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.';
  }
  if (reserved.has(name) || name.startsWith('kube-')) {
    return `"${name}" is reserved by the platform. Choose another name.`;
  }
  if (/-(?:dev|staging|prod|preview-\d{1,3})$/.test(name)) {
    return 'A name must not end with an environment (-dev, -staging, -prod, -preview-N): <project>-<environment> would be ambiguous.';
  }
  return undefined;
}

/** Owners of repositories and images of the platform itself. */
const reservedTeams = new Set(['fairway', 'library', 'v2']);

/** Why a team's name cannot be used; undefined when it can. */
export function teamNameProblem(name: string): string | undefined {
  if (name.length > 30) return `The name has ${name.length} characters; at most 30 are allowed.`;
  if (!label.test(name)) {
    return 'Use lower-case letters, digits and hyphens; start with a letter and end with a letter or digit.';
  }
  if (reservedTeams.has(name)) return `"${name}" is reserved by the platform.`;
  return undefined;
}
