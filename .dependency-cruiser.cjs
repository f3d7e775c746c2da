// The layers: apps → packages, and packages only downwards. See CONTRIBUTING.md.

/** What each package may import of its siblings; everything else is refused. */
const lower = {
  kube: [],
  sandbox: [],
  oci: [],
  'go-template': [],
  cookiecutter: [],
  'git-host': [],
  promql: [],
  'api-client': [],
  helm: ['go-template'],
  'oci-registry': ['oci'],
  'image-builder': ['oci', 'sandbox'],
  'actions-runner': ['sandbox'],
  'kube-server': ['kube'],
  'kube-controllers': ['kube'],
  kubelet: ['kube', 'sandbox'],
  gitops: ['kube', 'helm'],
};

/** What tests may use besides: a real neighbour instead of a pretended one. */
const besidesInTests = {
  'image-builder': ['oci-registry'],
  gitops: ['kube-server'],
  'kube-controllers': ['kube-server'],
  kubelet: ['kube-server', 'kube-controllers'],
};

const tests = String.raw`(\.test\.tsx?$|/tests/)`;
const anyOf = (names) => `^packages/(${names.join('|')})/`;

const packageRules = Object.entries(lower).flatMap(([name, allowed]) => {
  const others = Object.keys(lower).filter((other) => other !== name);
  const refused = others.filter((other) => !allowed.includes(other));
  const inTests = refused.filter((other) => !(besidesInTests[name] ?? []).includes(other));
  return [
    {
      name: `layers-${name}`,
      comment: `${name} may import of the packages: ${allowed.join(', ') || 'none'}.`,
      severity: 'error',
      from: { path: `^packages/${name}/`, pathNot: tests },
      to: { path: anyOf(refused) },
    },
    {
      name: `layers-${name}-tests`,
      comment: `Tests of ${name} may import its layers and what is named as besidesInTests.`,
      severity: 'error',
      from: { path: `^packages/${name}/.*${tests}` },
      to: { path: anyOf(inTests) },
    },
    {
      name: `no-deep-import-into-${name}`,
      comment: 'A package is used through its index.ts.',
      severity: 'error',
      from: { pathNot: `^packages/${name}/` },
      to: { path: `^packages/${name}/src/`, pathNot: `^packages/${name}/src/index\\.ts$` },
    },
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...packageRules,
    {
      name: 'every-package-has-a-layer',
      comment: 'A new package is entered in the table at the head of this file.',
      severity: 'error',
      from: { path: '^packages/', pathNot: anyOf(Object.keys(lower)) },
      to: {},
    },
    {
      name: 'packages-know-no-apps',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'portal-knows-the-api-alone',
      comment: 'The portal uses the API through its client.',
      severity: 'error',
      from: { path: '^apps/portal/' },
      to: { path: ['^apps/(server|cli)/', '^packages/(?!api-client/)'] },
    },
    {
      name: 'cli-knows-no-portal-and-no-inside',
      comment:
        'The command knows the API, starts the server, and offers the engines by themselves.',
      severity: 'error',
      from: { path: '^apps/cli/', pathNot: tests },
      to: { path: ['^apps/portal/', '^apps/server/src/(?!index\\.ts$)'] },
    },
    {
      name: 'server-knows-no-client',
      comment: 'Tests call the server through the generated client.',
      severity: 'error',
      from: { path: '^apps/server/', pathNot: ['^apps/server/src/testing/', tests] },
      to: { path: ['^apps/(portal|cli)/', '^packages/api-client/'] },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { path: '^(packages|apps)/[^/]+/src/', pathNot: [tests, '/src/testing/'] },
      to: { path: [tests, '^apps/server/src/testing/'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'declared-dependencies',
      comment: 'What a file imports stands in the package.json of its own folder.',
      severity: 'error',
      from: { path: '^(packages|apps)/', pathNot: [tests, '/src/testing/', '\\.config\\.ts$'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'], pathNot: '@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/fixtures/', '\\.d\\.ts$'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['fairway-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
