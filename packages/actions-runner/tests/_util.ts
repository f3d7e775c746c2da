import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxRuntime, type SandboxRuntime } from '@fairway/sandbox';
import { afterAll, beforeAll } from 'vitest';
import { createBuiltinActions, type ActionPorts } from '../src/actions/builtin-actions.ts';
import type { RunnerEvent } from '../src/run/events.ts';
import type { RunWorkflowOptions } from '../src/run/options.ts';
import type { RunResult } from '../src/run/result.ts';
import { runWorkflow } from '../src/run/run-workflow.ts';
import { parseWorkflow } from '../src/workflow/parse-workflow.ts';

/** A run with all that it told. */
export interface RunRecord {
  readonly result: RunResult;
  readonly events: readonly RunnerEvent[];
  /** The lines of kind `output`. */
  readonly output: readonly string[];
  readonly folder: string;
}

/** Runs workflows in a real sandbox; folders are removed when the file's tests have ended. */
export function useRunner(): (
  yaml: string,
  options?: Partial<RunWorkflowOptions> & { readonly ports?: ActionPorts },
) => Promise<RunRecord> {
  let root = '';
  let sandbox: SandboxRuntime;
  let count = 0;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'runner-'));
    sandbox = await createSandboxRuntime({ dataDir: join(root, 'sandbox') });
  });
  afterAll(async () => rm(root, { recursive: true, force: true }));
  return async (yaml, { ports = {}, ...options } = {}) => {
    count += 1;
    const folder = join(root, `run-${count}`);
    const events: RunnerEvent[] = [];
    const result = await runWorkflow({
      workflow: parseWorkflow(yaml, '.github/workflows/ci.yml'),
      event: {
        name: 'push',
        ref: 'refs/heads/main',
        sha: 'a'.repeat(40),
        actor: 'alex',
        payload: { head_commit: { message: 'Hello' } },
      },
      repository: { owner: 'shop', name: 'cart', fullName: 'shop/cart' },
      runId: `run-${count}`,
      runNumber: count,
      runAttempt: 1,
      workspaceRoot: folder,
      sandbox,
      actions: createBuiltinActions(ports),
      secrets: {},
      vars: {},
      env: {},
      stopGraceMs: 100,
      onEvent: (event) => events.push(event),
      ...options,
    });
    const output = events.flatMap((event) =>
      event.type === 'log' && event.kind === 'output' ? [event.line] : [],
    );
    return { result, events, output, folder };
  };
}

/** A workflow of one job `build` with these steps (YAML list items). */
export function job(steps: string, extra = ''): string {
  const indented = steps.trim().replaceAll(/^/gm, '      ');
  const more = extra === '' ? '' : `${extra.trim().replaceAll(/^/gm, '    ')}\n`;
  return `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n${more}    steps:\n${indented}\n`;
}
