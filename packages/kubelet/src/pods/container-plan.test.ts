import type { Container, Pod } from '@fairway/kube';
import { expect, test } from 'vitest';
import type { ImageConfig } from '../images/image-provider.ts';
import { containerPlan, type PlanInput } from './container-plan.ts';
import { unsupportedFeatures } from './unsupported.ts';

const pod: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'n', uid: 'u' },
  spec: { containers: [], hostAliases: [{ ip: '10.0.0.1', hostnames: ['db'] }] },
};

function plan(
  container: Partial<Container>,
  config: ImageConfig = {},
  changes: Partial<PlanInput> = {},
): ReturnType<typeof containerPlan> {
  return containerPlan({
    pod,
    container: { name: 'c', ...container },
    attempt: 2,
    image: { layers: ['/l'], hostBase: false, digest: 'd', config },
    user: { uid: 7, gid: 8, home: '/home/x' },
    variables: { A: 'pod' },
    clusterEnv: { A: 'cluster', B: 'cluster', PORT: '1' },
    network: { ip: '127.1.1.1', ports: [{ container: 'c', declared: 80, granted: 20002 }] },
    mounts: [],
    dir: '/d',
    logFile: '/log',
    terminationLog: '/t',
    ...changes,
  });
}

test.each<[Partial<Container>, ImageConfig, string[]]>([
  [{}, { entrypoint: ['e'], cmd: ['c'] }, ['e', 'c']],
  [{ args: ['a'] }, { entrypoint: ['e'], cmd: ['c'] }, ['e', 'a']],
  [{ command: ['x'] }, { entrypoint: ['e'], cmd: ['c'] }, ['x']],
  [{ command: ['x', '$(A)'], args: ['$(PORT)'] }, {}, ['x', 'pod', '20002']],
  [{}, { cmd: ['c'] }, ['c']],
])('command of %j on %j', (container, config, argv) => {
  expect(plan(container, config).argv).toEqual(argv);
});

test('the rest of the sandbox', () => {
  const config = { cmd: ['c'], env: ['B=image=1', 'PATH=/p'], workingDir: '/app' };
  expect(plan({ resources: { limits: { memory: '64Mi' } } }, config)).toMatchObject({
    id: 'u.c.2',
    env: {
      A: 'pod',
      B: 'image=1',
      PATH: '/p',
      HOME: '/home/x',
      HOSTNAME: 'web',
      PORT: '20002',
      PORT_80: '20002',
    },
    cwd: '/app',
    root: { layers: ['/l'], hostBase: false, upper: '/d/upper' },
    mounts: [{ source: '/t', target: '/dev/termination-log', readOnly: false }],
    limits: { memoryBytes: 64 * 1024 * 1024 },
    hosts: { '127.1.1.1': ['web'], '10.0.0.1': ['db'] },
    user: { uid: 7, gid: 8 },
  });
  const fixed = plan(
    { securityContext: { readOnlyRootFilesystem: true }, workingDir: '/w' },
    config,
  );
  expect(fixed.root).toEqual({ layers: ['/l'], hostBase: false });
  expect(fixed.cwd).toBe('/w');
  expect(() => plan({})).toThrow('no command specified');
});

test('what is not given is said', () => {
  const container: Container = {
    name: 'c',
    ports: [
      { containerPort: 53, protocol: 'UDP' },
      { containerPort: 80, hostPort: 80 },
    ],
    livenessProbe: { grpc: { port: 1 } },
  };
  const sentences = unsupportedFeatures({ ...pod, spec: { containers: [container] } });
  expect(sentences.map((sentence) => /host ports|not TCP|gRPC/.exec(sentence)?.[0])).toEqual([
    'host ports',
    'not TCP',
    'gRPC',
  ]);
  expect(unsupportedFeatures(pod)).toEqual([]);
});
