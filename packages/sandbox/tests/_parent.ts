// A small server: starts one process and stays, so that a test can kill it or run it as another user.
import { createSandboxRuntime } from '../src/index.ts';

const [dataDir = '', dir = '', script = '', upper] = process.argv.slice(2);
const runtime = await createSandboxRuntime({ dataDir });
const started = await runtime.start({
  id: 'child',
  dir,
  root: { layers: [], hostBase: true, ...(upper === undefined ? {} : { upper }) },
  argv: ['/bin/sh', '-c', script],
  env: { PATH: '/usr/bin:/bin' },
  cwd: '/',
  hostname: 'child',
  mounts: [],
});
const { kind } = runtime.capabilities;
process.stdout.write(`${JSON.stringify({ kind, pid: started.pid })}\n`);
if (upper !== undefined) {
  const { stdout } = await runtime.exec(started, ['id', '-u'], { env: { PATH: '/usr/bin' } });
  process.stdout.write(`${JSON.stringify({ user: stdout })}\n`);
}
const exit = await started.exited;
process.stdout.write(`${JSON.stringify(exit)}\n`);
