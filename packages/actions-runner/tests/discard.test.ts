import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxRuntime } from '@fairway/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { discardRun } from '../src/run/discard-run.ts';
import { job, useRunner } from './_util.ts';

const run = useRunner();
let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'discard-'));
});
afterAll(async () => rm(root, { recursive: true, force: true }));

test('what a killed server left of a run is ended and removed, and the run can start again', async () => {
  // Another runtime over the same folder, as the next server has it.
  const sandbox = await createSandboxRuntime({ dataDir: join(root, 'sandbox') });
  const workspaceRoot = join(root, 'run');
  const runId = 'Run/7';
  let discarded: Promise<void> | undefined;
  const started = Date.now();
  const first = await run(job('- run: echo ready; sleep 300'), {
    sandbox,
    workspaceRoot,
    runId,
    onEvent: (event) => {
      if (event.type !== 'log' || event.line !== 'ready') return;
      discarded = createSandboxRuntime({ dataDir: join(root, 'sandbox') }).then(async (next) =>
        discardRun({ sandbox: next, workspaceRoot, runId }),
      );
    },
  });
  await discarded;
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(first.result.conclusion).toBe('failure');
  await discardRun({ sandbox, workspaceRoot, runId });
  await expect(stat(workspaceRoot)).rejects.toThrow('ENOENT');
  const again = await run(job('- run: echo again'), { sandbox, workspaceRoot, runId });
  expect(again.result.conclusion).toBe('success');
});
