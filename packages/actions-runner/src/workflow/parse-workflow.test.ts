import { expect, test } from 'vitest';
import { WorkflowError } from '../errors.ts';
import { parseWorkflow } from './parse-workflow.ts';

function issuesOf(yaml: string): readonly string[] {
  try {
    parseWorkflow(yaml, 'ci.yml');
  } catch (error) {
    if (error instanceof WorkflowError) {
      return error.issues.map((each) => `${each.line}:${each.column} ${each.message}`);
    }
    throw error;
  }
  return [];
}

const HEAD = 'on: push\njobs:\n  a:\n    runs-on: x\n';

test('a whole workflow becomes plain data', () => {
  const workflow = parseWorkflow(
    `name: CI
on:
  push: { branches: [main], paths-ignore: ['docs/**'] }
  workflow_dispatch:
env: { A: 1 }
permissions: { contents: read }
concurrency: { group: x, cancel-in-progress: true }
defaults: { run: { shell: bash } }
jobs:
  test:
    runs-on: ubuntu-latest
    if: github.ref == 'refs/heads/main'
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0 }
      - id: t
        name: Test
        run: npm test
        if: always()
  deploy:
    needs: [test]
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps: [{ run: echo }]
`,
    'ci.yml',
  );
  expect(structuredClone(workflow)).toEqual(workflow);
  expect(workflow.name).toBe('CI');
  expect(workflow.on).toEqual({
    push: { branches: ['main'], pathsIgnore: ['docs/**'] },
    workflow_dispatch: {},
  });
  const [build, deploy] = workflow.jobs;
  expect(build?.if.expression).toBe("success() && (github.ref == 'refs/heads/main')");
  expect(build?.steps.map((step) => [step.kind, step.id, step.if.expression])).toEqual([
    ['uses', '__actions_checkout', 'success()'],
    ['run', 't', 'always()'],
  ]);
  expect(deploy).toMatchObject({ needs: ['test'], timeoutMinutes: { value: 5 } });
});

test('scripts with expressions keep the text that YAML means', () => {
  const script = (yaml: string): unknown => {
    const step = parseWorkflow(HEAD + yaml, 'ci.yml').jobs[0]?.steps[0];
    return step?.kind === 'run' ? step.run : undefined;
  };
  expect(script('    steps:\n      - run: |\n          a ${{ 1 }}\n            b\n')).toMatchObject(
    {
      expression: "format('a {0}\n  b\n', 1)",
    },
  );
  expect(script('    steps:\n      - run: >-\n          a\n          ${{ 1 }}\n')).toMatchObject({
    expression: "format('a {0}', 1)",
  });
  expect(script('    steps:\n      - run: "a\n          ${{ 1 }}"\n')).toMatchObject({
    expression: "format('a {0}', 1)",
  });
});

test.each([
  ['not YAML', 'on: [push\njobs: {', /^\d+:\d+ /],
  ['empty', '', /./],
  ['no jobs', 'on: push\n', /Required property is missing: jobs/],
  ['unknown key', `${HEAD}    stepz: []\n`, /^5:5 Unexpected value 'stepz'/],
  [
    'unknown need',
    `${HEAD}    needs: b\n    steps: [{ run: a }]\n`,
    /no dependencies|unknown job 'b'/,
  ],
  [
    'cycle',
    `${HEAD}    needs: c\n    steps: [{ run: a }]\n  b: { runs-on: x, steps: [{ run: a }] }\n  c: { runs-on: x, needs: a, steps: [{ run: a }] }\n`,
    /cycle in the dependency graph/,
  ],
  ['bad expression', `${HEAD}    steps: [{ run: "\${{ github. }}" }]\n`, /^5:\d+ /],
  ['context out of place', `${HEAD}    if: steps.a\n    steps: [{ run: a }]\n`, /'steps'/],
  ['twice the same id', `${HEAD}    steps: [{ id: s, run: a }, { id: s, run: b }]\n`, /'s'/],
  ['run and uses missing', `${HEAD}    steps: [{ name: n }]\n`, /./],
  ['container', `${HEAD}    container: node\n    steps: [{ run: a }]\n`, /^5:5 `container:`/],
  [
    'services',
    `${HEAD}    services: { d: { image: x } }\n    steps: [{ run: a }]\n`,
    /`services:`/,
  ],
  [
    'reusable',
    'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n',
    /^4:5 Reusable/,
  ],
])('refuses: %s', (_, yaml, expected) => {
  expect(issuesOf(yaml).join('\n')).toMatch(expected);
});

test('says whether it is the file or this runner that is at fault', () => {
  const codeOf = (yaml: string): string => {
    try {
      parseWorkflow(yaml, 'ci.yml');
    } catch (error) {
      if (error instanceof WorkflowError) return error.code;
    }
    return '';
  };
  expect(codeOf('on: x')).toBe('workflow-invalid');
  expect(codeOf(`${HEAD}    container: node\n    steps: [{ run: a }]\n`)).toBe(
    'workflow-unsupported',
  );
  expect(codeOf(`#${'x'.repeat(600_000)}`)).toBe('workflow-invalid');
});
