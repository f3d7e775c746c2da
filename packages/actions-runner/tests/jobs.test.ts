import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ActionsError } from '../src/errors.ts';
import type { RunnerEvent } from '../src/run/events.ts';
import { job, useRunner } from './_util.ts';

const run = useRunner();

test('jobs wait for what they need and see its results and outputs', async () => {
  const { result, output } = await run(`
on: push
jobs:
  first:
    runs-on: ubuntu-latest
    outputs: { tag: "v\${{ steps.s.outputs.n }}" }
    steps:
      - id: s
        run: echo n=7 >> "$GITHUB_OUTPUT"
  broken:
    runs-on: ubuntu-latest
    steps: [{ run: exit 1 }]
  second:
    needs: first
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ needs.first.outputs.tag }} \${{ needs.first.result }}' }]
  never:
    needs: [broken, first]
    runs-on: ubuntu-latest
    steps: [{ run: echo never }]
  after-never:
    needs: never
    if: failure()
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ needs.never.result }}' }]
`);
  expect(result.conclusion).toBe('failure');
  expect(Object.fromEntries(result.jobs.map((each) => [each.jobId, each.conclusion]))).toEqual({
    first: 'success',
    broken: 'failure',
    second: 'success',
    never: 'skipped',
    'after-never': 'success',
  });
  expect(output).toEqual(expect.arrayContaining(['v7 success', 'skipped']));
});

test('a matrix runs each combination in a folder of its own; tolerated failures pass', async () => {
  const { result, output } = await run(
    job(
      `
- run: |
    test ! -e marker && touch marker
    echo "\${{ matrix.size }}-\${{ matrix.color }}-\${{ strategy.job-index }}"
    test \${{ matrix.size }} != 2
`,
      `
continue-on-error: \${{ matrix.size == 2 }}
strategy:
  max-parallel: 2
  matrix:
    size: [1, 2]
    include: [{ size: 1, color: red }]
`,
    ),
  );
  expect(result.conclusion).toBe('success');
  expect([...output].sort((a, b) => a.localeCompare(b))).toEqual(['1-red-0', '2--1']);
  expect(result.jobs.map((each) => [each.key, each.name, each.conclusion])).toEqual([
    ['build-1', 'build (1, red)', 'success'],
    ['build-2', 'build (2)', 'failure'],
  ]);
});

test('fail-fast cancels the other combinations', async () => {
  const { result } = await run(
    job(
      '- run: if [ ${{ matrix.n }} = 1 ]; then exit 1; else sleep 60; fi',
      'strategy: { matrix: { n: [1, 2] } }',
    ),
  );
  expect(result.conclusion).toBe('failure');
  expect(result.jobs.map((each) => each.conclusion)).toEqual(['failure', 'cancelled']);
});

test('cancelling ends the whole tree at once; always() still runs', async () => {
  const cancel = new AbortController();
  const started = Date.now();
  const { result, output } = await run(
    `${job(`
- run: |
    sleep 300 &
    echo ready
    sleep 300
- run: echo not-reached
- if: always()
  run: echo clean-up \${{ job.status }}
`)}  later:
    needs: build
    runs-on: ubuntu-latest
    steps: [{ run: echo later }]
`,
    {
      signal: cancel.signal,
      onEvent: (event: RunnerEvent) => {
        if (event.type === 'log' && event.line === 'ready') cancel.abort();
      },
    },
  );
  expect(Date.now() - started).toBeLessThan(20_000);
  expect(output).toEqual([]);
  expect(result.conclusion).toBe('cancelled');
  expect(result.jobs[0]?.steps.map((step) => step.conclusion)).toEqual([
    'cancelled',
    'skipped',
    'success',
  ]);
  expect(result.jobs[1]?.conclusion).toBe('cancelled');
});

test('time-outs of step and job are failures that say so', async () => {
  const { result } = await run(`
on: push
jobs:
  step:
    runs-on: ubuntu-latest
    steps: [{ run: sleep 60, timeout-minutes: 0.01 }]
  job:
    runs-on: ubuntu-latest
    timeout-minutes: 0.01
    steps: [{ run: sleep 60 }, { run: echo no }]
`);
  const [step, whole] = result.jobs;
  expect(step).toMatchObject({ conclusion: 'failure' });
  expect(step?.steps[0]?.message).toContain('longer than its 0.01 minutes');
  expect(whole).toMatchObject({ conclusion: 'failure' });
  expect(whole?.message).toContain('The job ran longer than its 0.01 minutes');
  expect(whole?.steps[1]?.conclusion).toBe('skipped');
});

test('a step cannot make the runner read or write outside of its job', async () => {
  const { result, folder } = await run(
    job(`
- id: link
  continue-on-error: true
  run: |
    rm "$GITHUB_OUTPUT" && ln -s /etc/passwd "$GITHUB_OUTPUT"
    ln -s /etc out && ln -s /nowhere/file dangling
- id: directory
  continue-on-error: true
  working-directory: out
  run: ls
- id: upload
  continue-on-error: true
  uses: actions/upload-artifact@v4
  with: { path: ../../../.. }
- id: folder
  continue-on-error: true
  uses: actions/upload-artifact@v4
  with: { path: out }
- run: ls /runner/scripts && test ! -e '\${{ github.workspace }}/../../../processes'
`),
  );
  expect(result.jobs[0]?.steps.map((step) => step.outcome)).toEqual([
    'failure',
    'failure',
    'failure',
    'failure',
    'success',
  ]);
  expect(result.jobs[0]?.steps[0]?.message).toContain('$GITHUB_OUTPUT was replaced');
  expect(result.jobs[0]?.steps[2]?.message).toContain("leads out of the job's workspace");
  expect(await readdir(folder)).toEqual(['build']);
});

test('what cannot run here is a clear failure', async () => {
  const { result } = await run(`
on: push
jobs:
  win:
    runs-on: windows-latest
    steps: [{ run: dir }]
  matrix:
    runs-on: ubuntu-latest
    strategy: { matrix: "\${{ fromJSON('[1]') }}" }
    steps: [{ run: echo }]
`);
  expect(result.jobs.map((each) => each.message)).toEqual([
    'runs-on "windows-latest": this runner is Linux.',
    'The matrix must be a mapping of lists.',
  ]);
});

test('inputs of workflow_dispatch have types and defaults; a missing one is refused', async () => {
  const yaml = `
on:
  workflow_dispatch:
    inputs:
      env: { type: choice, options: [dev, prod], default: dev }
      dry: { type: boolean, default: true }
      who: { type: string, required: true }
jobs:
  build:
    runs-on: ubuntu-latest
    steps: [{ run: 'echo \${{ inputs.env }} \${{ inputs.dry == true }} \${{ inputs.who }}' }]
`;
  const event = {
    name: 'workflow_dispatch',
    ref: 'refs/heads/main',
    sha: 'b'.repeat(40),
    actor: 'alex',
    payload: {},
  };
  const { output } = await run(yaml, { event: { ...event, inputs: { who: 'me' } } });
  expect(output).toEqual(['dev true me']);
  await expect(run(yaml, { event })).rejects.toThrow(ActionsError);
});

test('a listener that throws ends the run with its error', async () => {
  const onEvent = (event: RunnerEvent): void => {
    if (event.type === 'log') throw new Error('no room');
  };
  await expect(run(job('- run: echo a; sleep 30'), { onEvent })).rejects.toThrow('no room');
});

test('the folder of a run can be removed by its owner', async () => {
  const { folder } = await run(job('- run: mkdir -p a/b && echo > a/b/c'));
  await rm(folder, { recursive: true });
  await expect(readdir(join(folder, 'build'))).rejects.toThrow('ENOENT');
});
