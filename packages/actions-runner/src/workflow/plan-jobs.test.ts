import { expect, test } from 'vitest';
import type { WorkflowEvent } from './event.ts';
import { parseWorkflow } from './parse-workflow.ts';
import { orderJobs, planJobs } from './plan-jobs.ts';

function plan(on: string, event: Partial<WorkflowEvent>): boolean {
  const workflow = parseWorkflow(
    `on: ${on}\njobs: { a: { runs-on: x, steps: [{ run: a }] } }\n`,
    'ci.yml',
  );
  const base = { name: 'push', ref: 'refs/heads/main', sha: '', actor: '', payload: {} };
  const { triggered, reason } = planJobs(workflow, { ...base, ...event });
  expect(reason === undefined).toBe(triggered);
  return triggered;
}

test.each([
  ['push', {}, true],
  ['[push, pull_request]', {}, true],
  ['pull_request', {}, false],
  ['{ push: { branches: [main] } }', {}, true],
  ['{ push: { branches: [dev] } }', {}, false],
  ['{ push: { branches-ignore: [main] } }', {}, false],
  ['{ push: { branches: [main] } }', { ref: 'refs/tags/v1' }, false],
  ['{ push: { tags: [v*] } }', { ref: 'refs/tags/v1' }, true],
  ['{ push: { tags: [v*] } }', {}, false],
  ['{ push: { tags-ignore: [v*] } }', { ref: 'refs/tags/v1' }, false],
  ['{ push: { branches: [main], tags: [v*] } }', { ref: 'refs/tags/v1' }, true],
  ['{ push: { paths: [src/**] } }', { changedFiles: ['docs/a'] }, false],
  ['{ push: { paths: [src/**] } }', { changedFiles: ['docs/a', 'src/b'] }, true],
  ['{ push: { paths: [src/**] } }', {}, true],
  ['{ push: { paths-ignore: [docs/**] } }', { changedFiles: ['docs/a'] }, false],
  ['{ push: { paths-ignore: [docs/**] } }', { changedFiles: ['docs/a', 'b'] }, true],
  ['pull_request', { name: 'pull_request', payload: { action: 'opened' } }, true],
  ['pull_request', { name: 'pull_request', payload: { action: 'closed' } }, false],
  ['{ pull_request: { branches: [main] } }', { name: 'pull_request', baseRef: 'dev' }, false],
  ['{ pull_request: { branches: [main] } }', { name: 'pull_request', baseRef: 'main' }, true],
  [
    '{ release: { types: [published] } }',
    { name: 'release', payload: { action: 'created' } },
    false,
  ],
  ['workflow_dispatch', { name: 'workflow_dispatch' }, true],
] as const)('on: %s with %o: %s', (on, event, expected) => {
  expect(plan(on, event)).toBe(expected);
});

test('jobs come after all that they need, with their ancestors', () => {
  const workflow = parseWorkflow(
    `on: push
jobs:
  last: { needs: [mid], runs-on: x, steps: [{ run: a }] }
  mid: { needs: first, name: Middle, runs-on: x, steps: [{ run: a }], strategy: { matrix: { n: [1] } } }
  first: { runs-on: x, steps: [{ run: a }] }
`,
    'ci.yml',
  );
  expect(orderJobs(workflow)).toEqual([
    { id: 'first', name: 'first', needs: [], ancestors: [], matrix: false },
    { id: 'mid', name: 'Middle', needs: ['first'], ancestors: ['first'], matrix: true },
    { id: 'last', name: 'last', needs: ['mid'], ancestors: ['first', 'mid'], matrix: false },
  ]);
});

test('a graph that was not checked by the parser is refused too', () => {
  const workflow = parseWorkflow('on: push\njobs: { a: { runs-on: x, steps: [{ run: a }] } }', 'c');
  const [job] = workflow.jobs;
  const jobs = job === undefined ? [] : [job];
  const withNeeds =
    (needs: string[]): (() => unknown) =>
    () =>
      orderJobs({ ...workflow, jobs: jobs.map((each) => ({ ...each, needs })) });
  expect(withNeeds(['a'])).toThrow('a → a');
  expect(withNeeds(['b'])).toThrow("unknown job 'b'");
});
