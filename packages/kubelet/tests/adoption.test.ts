import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resources, type Pod } from '@fairway/kube';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRig, isReady, textOf, webServer, type Rig } from './_util.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterAll(async () => await rig[Symbol.asyncDispose]());

const ticking = [
  'sh',
  '-c',
  'trap "exit 0" TERM; n=0; while :; do n=$((n+1)); echo tick $n; sleep 0.05; done',
];

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The host pid of a pod's container, once the kubelet at hand has it. */
async function pidOf(name: string): Promise<number> {
  const ref = { namespace: 'default', pod: name };
  const hasIt = async (): Promise<number> =>
    (await rig.kubelet.exec(ref, ['true']).catch(() => ({ code: -1 }))).code;
  await expect.poll(hasIt, { timeout: 5000 }).toBe(0);
  const uid = rig.pod(name)?.metadata.uid ?? '';
  const file = join(rig.folder, 'kubelet/pods', uid, 'containers/main/0/pid');
  return Number((await readFile(file, 'utf8')).split(' ')[0]);
}

test('a new kubelet adopts what runs, sees what ended and ends what nobody wants', async () => {
  await rig.run('web', {
    command: webServer(),
    ports: [{ name: 'http', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
  });
  await rig.run('ticker', { command: ticking });
  await rig.run(
    'brief',
    { command: ['sh', '-c', 'echo done; sleep 2; exit 5'] },
    { restartPolicy: 'Never' },
  );
  await rig.run('orphan', { command: ticking });
  for (const name of ['web', 'ticker', 'brief', 'orphan']) await rig.until(name, isReady);
  const pids = {
    web: await pidOf('web'),
    orphan: await pidOf('orphan'),
    ticker: await pidOf('ticker'),
  };
  const uid = rig.pod('web')?.metadata.uid ?? '';
  const before = rig.kubelet.endpoints.resolve(uid, 8080);
  await rig.kubelet.detach();
  expect(Object.values(pids).map(alive)).toEqual([true, true, true]);
  rig.api.drop(resources.pods, 'default', 'orphan');
  const brief0 = join(
    rig.folder,
    'kubelet/pods',
    rig.pod('brief')?.metadata.uid ?? '',
    'containers/main/0/exit',
  );
  await expect.poll(async () => await readFile(brief0, 'utf8'), { timeout: 5000 }).toBe('5\n');

  await rig.restart();
  const web = await rig.until('web', isReady);
  expect(web.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  expect(rig.kubelet.endpoints.resolve(uid, 8080)).toEqual(before);
  expect(await pidOf('web')).toBe(pids.web);
  const { host = '', port = 0 } = before?.address ?? {};
  expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('web');
  const brief = await rig.until('brief', ({ status }) => status?.phase === 'Failed');
  expect(brief.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 5,
    message: 'done\n',
  });
  await expect.poll(() => alive(pids.orphan)).toBe(false);
  await expect.poll(async () => (await readdir(join(rig.folder, 'kubelet/pods'))).length).toBe(3);
  const log = await textOf(
    await rig.kubelet.logs(
      { namespace: 'default', pod: 'ticker', timestamps: true },
      new AbortController().signal,
    ),
  );
  const numbers = [...log.matchAll(/^\d{4}-\d\d-\d\dT[\d:.]+Z tick (\d+)$/gm)].map(([, number]) =>
    Number(number),
  );
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(numbers.length).toBeGreaterThan(10);
});

test('stopAll ends every process, and the next kubelet runs the pods again without a restart', async () => {
  const pid = await pidOf('ticker');
  await rig.kubelet.stopAll();
  expect(alive(pid)).toBe(false);
  await rig.restart();
  await rig.until('ticker', isReady);
  const pod: Pod = await rig.until('web', isReady);
  expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(0);
  expect(await pidOf('ticker')).not.toBe(pid);
});

test('the same name with another uid is another pod', async () => {
  const old = rig.pod('ticker')?.metadata.uid;
  const pid = await pidOf('ticker');
  rig.api.drop(resources.pods, 'default', 'ticker');
  await rig.run('ticker', { command: ticking });
  const pod = await rig.until('ticker', (entry) => entry.metadata.uid !== old && isReady(entry));
  await expect.poll(() => alive(pid), { timeout: 5000 }).toBe(false);
  expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(0);
});
