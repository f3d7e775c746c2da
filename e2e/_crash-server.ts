import { createInterface } from 'node:readline';
import { loadConfig } from '../apps/server/src/config/load-config.ts';
import { startServer } from '../apps/server/src/server/start-server.ts';
import { ServerOrder } from './_server-order.ts';

// A server in a process of its own, for tests that end it without a word. It reads one line of JSON
// that says what to start, and prints one line when it answers. Until the line comes it only has
// its modules loaded: a test that starts many servers has the next one waiting.
for await (const line of createInterface({ input: process.stdin })) {
  await run(ServerOrder.parse(JSON.parse(line)));
  break;
}

async function run({ data, port, crash }: ServerOrder): Promise<void> {
  const server = await startServer({
    config: loadConfig({
      environment: {},
      flags: { port, data, 'log.level': process.env['TEST_LOG_LEVEL'] ?? 'error' },
    }),
    environment: process.env,
    onStep(step, moment) {
      if (step === crash?.step && moment === crash.moment) process.kill(process.pid, 'SIGKILL');
    },
  });
  process.once('SIGTERM', () => {
    server.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  process.stdout.write(`${JSON.stringify({ origin: server.origin, port: server.port })}\n`);
}
