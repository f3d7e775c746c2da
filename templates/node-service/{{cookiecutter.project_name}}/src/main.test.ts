import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('starts, answers, and stops in good order on SIGTERM', { timeout: 20_000 }, async () => {
  const main = fileURLToPath(new URL('./main.js', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'info', DRAIN_MS: '50' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    const lines = createInterface({ input: child.stdout });
    let address: string | undefined;
    for await (const line of lines) {
      address = /listening at (http:[^"]+)/.exec(line)?.[1];
      if (address !== undefined) break;
    }
    assert.ok(address);
    assert.equal((await fetch(new URL('/readyz', address))).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
