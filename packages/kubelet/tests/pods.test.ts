import { resources } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRig, isReady, textOf, webServer, type Rig } from './_util.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ clusterEnv: { FROM_CLUSTER: 'yes', OVER: 'cluster' } });
});
afterAll(async () => await rig[Symbol.asyncDispose]());

test('the node is registered, ready and leased', async () => {
  const node = await rig.api.client.get(resources.nodes, { name: 'local' });
  const status = node['status'] as {
    conditions: { type: string; status: string }[];
    capacity: object;
  };
  expect(status.conditions.find(({ type }) => type === 'Ready')?.status).toBe('True');
  expect(Object.keys(status.capacity)).toEqual(['cpu', 'memory', 'ephemeral-storage', 'pods']);
  await expect.poll(() => rig.api.objects(resources.leases).length).toBe(1);
});

test('a job-like pod succeeds and keeps its log', async () => {
  await rig.run(
    'job',
    { command: ['sh', '-c', 'echo one; echo two >&2'] },
    { restartPolicy: 'Never' },
  );
  const pod = await rig.until('job', ({ status }) => status?.phase === 'Succeeded');
  const [container] = pod.status?.containerStatuses ?? [];
  expect(container?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  expect(container).toMatchObject({ restartCount: 0, ready: false, started: false });
  expect(pod.status?.conditions?.map(({ type, status, reason }) => [type, status, reason])).toEqual(
    [
      ['PodReadyToStartContainers', 'False', undefined],
      ['Initialized', 'True', 'PodCompleted'],
      ['Ready', 'False', 'PodCompleted'],
      ['ContainersReady', 'False', 'PodCompleted'],
      ['PodScheduled', 'True', undefined],
    ],
  );
  const log = await rig.kubelet.logs(
    { namespace: 'default', pod: 'job' },
    new AbortController().signal,
  );
  expect(await textOf(log)).toBe('one\ntwo\n');
  await rig.api.client.delete(resources.pods, { namespace: 'default', name: 'job' });
  await rig.gone('job');
});

test('a server is reached by the table, ready by its probe, and leaves in order', async () => {
  const created = await rig.run('web', {
    command: webServer(),
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 10 },
    livenessProbe: { tcpSocket: { port: 8080 } },
  });
  const begin = Date.now();
  const pod = await rig.until('web', isReady);
  // Not held idle for a period of the probe.
  expect(Date.now() - begin).toBeLessThan(5000);
  expect(pod.spec.containers[0]?.ports).toEqual([{ name: 'http', containerPort: 8080 }]);
  const uid = created.metadata.uid ?? '';
  const endpoint = rig.kubelet.endpoints.resolve(uid, 8080);
  expect(rig.kubelet.endpoints.resolveIp(pod.status?.podIP ?? '', 8080)).toBe(endpoint);
  const { host = '', port = 0 } = endpoint?.address ?? {};
  expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('web');
  const result = await rig.kubelet.exec({ namespace: 'default', pod: 'web' }, [
    'sh',
    '-c',
    'echo $PATH $PORT; exit 3',
  ]);
  expect(result).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/\/usr\/bin\S* \d+\n$/) as string,
  });
  await rig.api.client.delete(resources.pods, { namespace: 'default', name: 'web' });
  await expect.poll(() => rig.kubelet.endpoints.resolve(uid, 8080)?.draining).not.toBe(false);
  await rig.gone('web');
  await expect.poll(() => rig.kubelet.endpoints.resolve(uid, 8080)).toBeUndefined();
  expect(rig.events('web').join('\n')).toMatch(
    /Pulled.*Created.*Started.*Killing: Stopping container main/s,
  );
});

test('a crashing container is restarted at once, then backs off with its last words', async () => {
  await rig.run('crash', { command: ['sh', '-c', 'echo the last words; exit 3'] });
  const pod = await rig.until(
    'crash',
    ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === 'CrashLoopBackOff',
  );
  const [container] = pod.status?.containerStatuses ?? [];
  expect(container?.restartCount).toBe(1);
  expect(container?.state?.waiting?.message).toBe(
    `back-off 10s restarting failed container=main pod=crash_default(${pod.metadata.uid})`,
  );
  expect(container?.lastState?.terminated).toMatchObject({
    exitCode: 3,
    reason: 'Error',
    message: 'the last words\n',
  });
  expect(pod.status?.phase).toBe('Running');
  await expect
    .poll(() => rig.events('crash').join('\n'))
    .toMatch(/BackOff: Back-off restarting failed container main in pod crash.*the last words/s);
  const previous = { namespace: 'default', pod: 'crash', previous: true };
  expect(await textOf(await rig.kubelet.logs(previous, new AbortController().signal))).toBe(
    'the last words\n',
  );
  await rig.api.client.delete(resources.pods, { namespace: 'default', name: 'crash' });
  await rig.gone('crash');
});

test('environment: rank, references, fields, ports, Services', async () => {
  const meta = { namespace: 'default' };
  const data = { A: 'from map', B: 'from map' };
  await rig.api.client.create(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...meta, name: 'cm' },
    data,
  });
  const secret = { TOKEN: Buffer.from('s3cret').toString('base64') };
  await rig.api.client.create(resources.secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...meta, name: 'sec' },
    data: secret,
  });
  const spec = { clusterIP: '10.96.0.7', ports: [{ name: 'http', port: 80 }] };
  await rig.api.client.create(resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...meta, name: 'my-db' },
    spec,
  });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await rig.run(
    'env',
    {
      command: ['sh', '-c', 'env | sort; echo arg=$0'],
      args: ['$(GREETING) $$(X) $(UNKNOWN)'],
      ports: [{ name: 'web-ui', containerPort: 8080 }],
      envFrom: [{ prefix: 'CM_', configMapRef: { name: 'cm' } }],
      env: [
        { name: 'GREETING', value: 'hello $(CM_A)' },
        { name: 'OVER', value: 'pod' },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'sec', key: 'TOKEN' } } },
        { name: 'MAYBE', valueFrom: { secretKeyRef: { name: 'none', key: 'x', optional: true } } },
        { name: 'POD', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        {
          name: 'MEM',
          valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } },
        },
      ],
      resources: { limits: { memory: '64Mi' } },
    },
    { restartPolicy: 'Never' },
  );
  await rig.until('env', ({ status }) => status?.phase === 'Succeeded');
  const log = await textOf(
    await rig.kubelet.logs({ ...meta, pod: 'env' }, new AbortController().signal),
  );
  for (const line of [
    'CM_A=from map',
    'CM_B=from map',
    'GREETING=hello from map',
    'OVER=pod',
    'FROM_CLUSTER=yes',
    'TOKEN=s3cret',
    'POD=env',
    'MEM=64',
    'HOSTNAME=env',
    'MY_DB_SERVICE_HOST=10.96.0.7',
    'MY_DB_SERVICE_PORT_HTTP=80',
    'arg=hello from map $(X) $(UNKNOWN)',
  ])
    expect(log.split('\n')).toContain(line);
  expect(log).toMatch(/^PORT=(\d+)\nPORT_WEB_UI=\1$/m);
  expect(log).not.toContain('MAYBE');
});

test('volumes: shared emptyDir, files of objects with modes, a token', async () => {
  const metadata = { namespace: 'default', name: 'files' };
  await rig.api.client.create(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'a.txt': 'A', 'b.txt': 'B' },
  });
  await rig.run(
    'vol',
    {},
    {
      restartPolicy: 'Never',
      initContainers: [
        {
          name: 'prepare',
          image: 'host',
          command: ['sh', '-c', 'echo made > /scratch/x'],
          volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }],
        },
      ],
      containers: [
        {
          name: 'main',
          image: 'host',
          command: [
            'sh',
            '-c',
            'cat /scratch/x /cfg/a.txt /cfg/sub/b /run/t/token /run/t/name; ls /cfg; touch /cfg/z; stat -c %a /cfg/sub/b; echo died > /dev/termination-log; exit 4',
          ],
          volumeMounts: [
            { name: 'scratch', mountPath: '/scratch' },
            { name: 'cfg', mountPath: '/cfg' },
            { name: 'tok', mountPath: '/run/t' },
          ],
        },
      ],
      volumes: [
        { name: 'scratch', emptyDir: {} },
        {
          name: 'cfg',
          configMap: {
            name: 'files',
            items: [
              { key: 'a.txt', path: 'a.txt' },
              { key: 'b.txt', path: 'sub/b', mode: 0o400 },
            ],
          },
        },
        {
          name: 'tok',
          projected: {
            sources: [
              { serviceAccountToken: { path: 'token' } },
              {
                downwardAPI: {
                  items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }],
                },
              },
            ],
          },
        },
      ],
    },
  );
  const pod = await rig.until('vol', ({ status }) => status?.phase === 'Failed');
  expect(pod.status?.initContainerStatuses?.[0]).toMatchObject({
    ready: true,
    state: { terminated: { exitCode: 0 } },
  });
  expect(pod.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 4,
    message: 'died\n',
  });
  const log = await textOf(
    await rig.kubelet.logs({ namespace: 'default', pod: 'vol' }, new AbortController().signal),
  );
  expect(log).toMatch(/^made\nABtoken-of-defaultvol/);
  expect(log).toMatch(/a\.txt\nsub\n.*Read-only file system\n400\n/s);
});

test.each([
  ['missing-image', { image: 'missing:1' }, 'ErrImagePull', /manifest unknown/],
  ['no-command', {}, 'CreateContainerError', /no command specified/],
  [
    'no-secret',
    { command: ['true'], envFrom: [{ secretRef: { name: 'nope' } }] },
    'CreateContainerConfigError',
    /secret "nope" not found/,
  ],
  [
    'as-root',
    { command: ['true'], securityContext: { runAsNonRoot: true } },
    'CreateContainerConfigError',
    /runAsNonRoot/,
  ],
  ['bad-dir', { command: ['true'], workingDir: '/not/there' }, 'RunContainerError', /not\/there/],
  [
    'no-volume',
    { command: ['true'], volumeMounts: [{ name: 'x', mountPath: '/x' }] },
    'FailedMount',
    /no volume called x/,
  ],
])('%s waits with its reason', async (name, container, reason, message) => {
  await rig.run(name, container);
  const pod = await rig.until(
    name,
    ({ status }) => status?.containerStatuses?.[0]?.state?.waiting?.reason === reason,
  );
  expect(pod.status?.phase).toBe('Pending');
  expect(pod.status?.containerStatuses?.[0]?.state?.waiting?.message).toMatch(message);
  expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  await expect.poll(() => rig.events(name).some((event) => event.startsWith('Failed'))).toBe(true);
  await rig.api.client.delete(resources.pods, { namespace: 'default', name });
  await rig.gone(name);
});

test('a failing liveness probe restarts, a failing readiness probe does not', async () => {
  await rig.run('sick', {
    command: ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.05; done'],
    livenessProbe: { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 },
    readinessProbe: { exec: { command: ['false'] }, periodSeconds: 1 },
  });
  const pod = await rig.until(
    'sick',
    ({ status }) => (status?.containerStatuses?.[0]?.restartCount ?? 0) > 0,
  );
  expect(isReady(pod)).toBe(false);
  await expect
    .poll(() => rig.events('sick').join('\n'))
    .toMatch(/Unhealthy: Liveness probe failed.*failed liveness probe, will be restarted/s);
});

test('deletion runs preStop, then SIGTERM; what ignores it is killed after the grace', async () => {
  await rig.run(
    'deaf',
    {
      command: ['sh', '-c', 'trap "" TERM; echo up; while :; do sleep 0.1; done'],
      lifecycle: { preStop: { exec: { command: ['sh', '-c', 'echo pre >> /proc/1/fd/1'] } } },
    },
    { terminationGracePeriodSeconds: 1 },
  );
  await rig.until('deaf', isReady);
  const ref = { namespace: 'default', pod: 'deaf' };
  const soFar = async (): Promise<string> =>
    await textOf(await rig.kubelet.logs(ref, new AbortController().signal));
  await expect.poll(soFar).toBe('up\n');
  const follow = await rig.kubelet.logs(
    { namespace: 'default', pod: 'deaf', follow: true },
    new AbortController().signal,
  );
  const begin = Date.now();
  await rig.api.client.delete(resources.pods, { namespace: 'default', name: 'deaf' });
  expect(await textOf(follow)).toBe('up\npre\n');
  await rig.gone('deaf');
  expect(Date.now() - begin).toBeGreaterThan(900);
});

test('what cannot be given is told', async () => {
  await rig.run('greedy', {
    command: ['sleep', '30'],
    securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } },
  });
  await rig.until('greedy', isReady);
  await expect
    .poll(() => rig.events('greedy').join('\n'))
    .toMatch(/NotSupported: Container main does not run privileged.*NET_ADMIN/s);
});

test('a pod deleted while its image is pulled goes, and leaves no process', async () => {
  await rig.run('hurry', { command: ['sleep', '61.5'] });
  await rig.api.client.delete(resources.pods, { namespace: 'default', name: 'hurry' });
  await rig.gone('hurry');
  await rig.run('forced', { command: ['sleep', '61.5'] });
  await rig.until('forced', isReady);
  rig.api.drop(resources.pods, 'default', 'forced');
  await expect
    .poll(() => rig.kubelet.endpoints.list().map(({ podName }) => podName))
    .not.toContain('forced');
  const ref = { namespace: 'default', pod: 'forced' };
  await expect(rig.kubelet.logs(ref, new AbortController().signal)).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a program that listens elsewhere is told about PORT', async () => {
  await rig.run('elsewhere', {
    command: ['sleep', '61.5'],
    ports: [{ containerPort: 8080 }],
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
  });
  await expect
    .poll(() => rig.events('elsewhere').join('\n'), { timeout: 8000 })
    .toMatch(
      /PortNotServed: Nothing listens on port \d+, given to container main as PORT for its port 8080/,
    );
});
