import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, stopShared, type TestCluster } from './_cluster.ts';
import { startKubectl, type Kubectl } from './_kubectl.ts';

let cluster: TestCluster;
let kubectl: Kubectl;
beforeAll(async () => {
  cluster = await startCluster();
  kubectl = await startKubectl(cluster.server);
});
afterAll(async () => {
  await kubectl[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  await stopShared();
});

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: c, image: "web:1", ports: [{containerPort: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: applications.argoproj.io}
spec:
  group: argoproj.io
  scope: Namespaced
  names: {kind: Application, plural: applications, shortNames: [app, apps]}
  versions:
  - name: v1alpha1
    served: true
    storage: true
    additionalPrinterColumns:
    - {name: Sync Status, type: string, jsonPath: .status.sync.status}
    - {name: Health Status, type: string, jsonPath: .status.health.status}
    - {name: Project, type: string, jsonPath: .spec.project, priority: 10}
    schema:
      openAPIV3Schema:
        type: object
        required: [metadata, spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          spec:
            type: object
            required: [project]
            properties:
              project: {type: string}
              revision: {type: integer}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
`;

async function ok(line: string, input?: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl.run(line.split(' '), input);
  expect(code, stderr).toBe(0);
  return stdout;
}

async function fails(line: string, input?: string): Promise<string> {
  const { code, stderr } = await kubectl.run(line.split(' '), input);
  expect(code).not.toBe(0);
  return stderr;
}

/** Columns without the age and trailing blanks. */
function table(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/));
}

test('apply, get, describe, scale, patch, edit by label, delete', async () => {
  expect(await ok('apply -f -', manifest)).toBe(
    'deployment.apps/web created\nservice/web created\n',
  );
  expect(await ok('apply -f -', manifest)).toContain('deployment.apps/web unchanged');
  const changed = manifest.replace('replicas: 2', 'replicas: 3');
  expect(await ok('apply -f -', changed)).toContain('deployment.apps/web configured');
  const [head, row] = table(await ok('get deploy -o wide'));
  expect(head?.join('|')).toBe('NAME|READY|UP-TO-DATE|AVAILABLE|AGE|CONTAINERS|IMAGES|SELECTOR');
  expect(row?.toSpliced(4, 1).join('|')).toBe('web|0/3|0|0|c|web:1|app=web');
  expect(await ok('describe deploy web')).toContain('3 desired | 0 updated');
  expect(await ok('scale deploy web --replicas=5')).toContain('scaled');
  expect(await ok('patch deploy web -p {"spec":{"paused":true}}')).toContain('patched');
  expect(await ok('set image deploy/web c=web:2')).toContain('image updated');
  expect(await ok('label deploy web tier=front')).toContain('labeled');
  expect(await ok('get deploy -l tier=front -o name')).toBe('deployment.apps/web\n');
  const yaml = await ok('get deploy web -o yaml');
  expect(yaml).toContain('replicas: 5');
  expect(yaml).toContain('paused: true');
  expect(yaml).toContain('image: web:2');
  expect(await ok('delete svc web')).toContain('deleted');
  expect(await ok('delete deploy web --cascade=orphan --wait=false')).toContain('deleted');
  expect(await ok('get deploy web -o jsonpath={.metadata.finalizers}')).toBe('["orphan"]');
});

test('server-side apply: conflicts are named, and taken over by force', async () => {
  const config = (value: string): string =>
    `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"owned"},"data":{"a":"${value}"}}`;
  await ok('apply --server-side --field-manager=one -f -', config('1'));
  const stderr = await fails('apply --server-side --field-manager=two -f -', config('2'));
  expect(stderr).toContain('conflict with "one": .data.a');
  await ok('apply --server-side --force-conflicts --field-manager=two -f -', config('2'));
  expect(await ok('get cm owned -o jsonpath={.data.a}')).toBe('2');
});

test('unknown fields are refused, dry runs store nothing, explain and auth answer', async () => {
  const wrong = manifest.replace('replicas: 2', 'replcas: 2').split('---')[0];
  expect(await fails('apply -f -', wrong)).toContain('unknown field "spec.replcas"');
  expect(await ok('create cm dry --dry-run=server --from-literal=a=b')).toContain(
    '(server dry run)',
  );
  expect(await fails('get cm dry')).toContain('configmaps "dry" not found');
  expect(await ok('explain deployment.spec.strategy')).toContain(
    'rollingUpdate\t<RollingUpdateDeployment>',
  );
  expect(await ok('auth can-i create pods')).toBe('yes\n');
  expect(await ok('auth whoami')).toContain('admin');
  expect(await ok('version')).toContain('Server Version: v1.31.0');
  expect(await ok('api-resources --api-group=apps -o name')).toContain('deployments.apps');
});

test('pods: run, table, describe, delete', async () => {
  await ok('run p --image=busybox --restart=Never -- sleep 1');
  const [, row] = table(await ok('get po p'));
  expect(row?.slice(0, 4)).toEqual(['p', '0/1', 'Pending', '0']);
  expect(await ok('describe po p')).toContain('kube-api-access-');
  await ok('delete po p');
  expect(await fails('get po p')).toContain('pods "p" not found');
});

test('a CustomResourceDefinition is served at once, with its columns and its schema', async () => {
  await ok('apply -f -', definition);
  await ok('wait --for=condition=Established crd/applications.argoproj.io --timeout=5s');
  const application = (spec: string): string =>
    `{"apiVersion":"argoproj.io/v1alpha1","kind":"Application","metadata":{"name":"a","namespace":"default"},"spec":${spec},"status":{"sync":{"status":"Synced"}}}`;
  expect(await fails('apply -f -', application('{}'))).toContain('spec.project: Required value');
  expect(await fails('apply -f -', application('{"project":"p","revision":"x"}'))).toContain(
    'must be of type integer',
  );
  expect(await fails('apply -f -', application('{"project":"p","nope":1}'))).toContain(
    'unknown field "spec.nope"',
  );
  expect(await ok('apply -f -', application('{"project":"p"}'))).toContain('created');
  const [head, row] = table(await ok('get applications -A'));
  expect(head).toEqual(['NAMESPACE', 'NAME', 'SYNC STATUS', 'HEALTH STATUS']);
  expect(row).toEqual(['default', 'a', 'Synced']);
  expect(await ok('get apps -o jsonpath={.items[0].spec.project}')).toBe('p');
  expect(await ok('explain application.spec')).toContain('project\t<string> -required-');
});
