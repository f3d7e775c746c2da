import { expect, test } from 'vitest';
import { job, useRunner } from './_util.ts';

const run = useRunner();

test('steps share a workspace, outputs, environment and path', async () => {
  const { result, output, events } = await run(
    job(`
- id: first
  run: |
    echo "one=1" >> "$GITHUB_OUTPUT"
    printf 'many<<END\\na\\nb\\nEND\\n' >> "$GITHUB_OUTPUT"
    echo "COLOR=blue" >> "$GITHUB_ENV"
    mkdir -p bin && printf '#!/bin/sh\\necho from-path' > bin/mytool && chmod +x bin/mytool
    echo "$PWD/bin" >> "$GITHUB_PATH"
    echo '## Summary' >> "$GITHUB_STEP_SUMMARY"
- run: |
    echo "$COLOR \${{ env.COLOR }} \${{ steps.first.outputs.one }}"
    echo '\${{ toJSON(steps.first.outputs.many) }}'
    mytool
    pwd
`),
  );
  expect(result.conclusion).toBe('success');
  expect(output).toEqual(['blue blue 1', '"a\\nb"', 'from-path', '/home/runner/work/cart/cart']);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'summary', markdown: '## Summary\n' }),
  );
  expect(result.jobs[0]?.steps[0]?.outputs).toEqual({ one: '1', many: 'a\nb' });
});

test('env of three levels, contexts and a clean environment', async () => {
  process.env['HOST_ONLY_SECRET'] = 'leaked';
  const { output } = await run(
    `
on: push
env: { A: workflow, B: workflow, C: workflow }
jobs:
  build:
    runs-on: ubuntu-latest
    env: { B: job, C: job }
    steps:
      - env: { C: step }
        run: |
          echo "$A $B $C"
          echo "\${{ github.event.head_commit.message }} \${{ github.ref_name }} \${{ vars.REGION }}"
          echo "$GITHUB_REPOSITORY $GITHUB_SHA $RUNNER_OS $CI $HOME"
          echo "host=\${HOST_ONLY_SECRET-unset}"
          grep -c Hello "$GITHUB_EVENT_PATH"
`,
    { vars: { REGION: 'eu' } },
  );
  expect(output).toEqual([
    'workflow job step',
    'Hello main eu',
    `shop/cart ${'a'.repeat(40)} Linux true /home/runner`,
    'host=unset',
    '1',
  ]);
});

test('shells: bash stops at a failing pipe, python and node run, defaults apply', async () => {
  const { result, output } = await run(
    job(
      `
- shell: bash
  continue-on-error: true
  run: |
    false | true
    echo not-reached
- run: false | true
- shell: node
  run: console.log('node', typeof process.version)
- shell: sh
  working-directory: sub
  run: basename "$PWD"
- shell: cat {0}
  run: custom
`.replace('- shell: sh', '- run: mkdir sub\n- shell: sh'),
    ),
  );
  expect(result.conclusion).toBe('success');
  expect(output).toEqual(['node string', 'sub', 'custom']);
  expect(result.jobs[0]?.steps[0]).toMatchObject({ outcome: 'failure', conclusion: 'success' });
});

test('a failing step skips the rest but always() and failure()', async () => {
  const { result, output } = await run(
    job(`
- id: broken
  run: exit 3
- run: echo skipped
- if: failure() && steps.broken.outcome == 'failure'
  run: echo on-failure
- if: always()
  run: echo "job is \${{ job.status }}"
- if: cancelled()
  run: echo never
`),
  );
  expect(result.conclusion).toBe('failure');
  expect(output).toEqual(['on-failure', 'job is failure']);
  expect(result.jobs[0]?.steps.map((step) => step.conclusion)).toEqual([
    'failure',
    'skipped',
    'success',
    'success',
    'skipped',
  ]);
  expect(result.jobs[0]?.steps[0]).toMatchObject({ exitCode: 3 });
  expect(result.jobs[0]?.message).toContain('exit code 3');
});

test('secrets are masked wherever they are printed, and kept out of job outputs', async () => {
  const secret = 'correct-horse-battery';
  const { result, events } = await run(
    job(
      `
- id: leak
  run: |
    echo "plain $TOKEN"
    printf %s "x$TOKEN" | base64
    echo "::add-mask::dynamic-value"
    echo "dynamic-value"
    echo "token=$TOKEN" >> "$GITHUB_OUTPUT"
    echo "::error::$TOKEN"
  env: { TOKEN: "\${{ secrets.TOKEN }}" }
`,
      'outputs:\n  token: ${{ steps.leak.outputs.token }}\n  fine: ok',
    ),
    { secrets: { TOKEN: secret } },
  );
  const told = JSON.stringify(events);
  expect(told).not.toContain(secret);
  expect(told).not.toContain('Y29ycmVjdC1ob3JzZS');
  expect(told).toContain('plain ***');
  expect(events.filter((e) => e.type === 'log' && e.line === 'dynamic-value')).toEqual([]);
  expect(result.jobs[0]?.outputs).toEqual({ fine: 'ok' });
});

test('a broken test shows its failing line', async () => {
  const { result } = await run(
    job(`
- run: |
    cat > app.test.mjs <<'JS'
    import test from 'node:test';
    import assert from 'node:assert/strict';

    test('adds', () => {
      assert.equal(1 + 1, 3);
    });
    JS
    node --test app.test.mjs
`),
  );
  expect(result.conclusion).toBe('failure');
  expect(result.jobs[0]?.annotations).toEqual([
    expect.objectContaining({ level: 'error', file: 'app.test.mjs', line: 5, title: 'adds' }),
  ]);
});

test('faults of the file are told with their place', async () => {
  const { result } = await run(
    job(`
- run: echo \${{ fromJSON('{broken') }}
- if: always()
  uses: nobody/nothing@v1
- if: always()
  working-directory: missing
  run: echo
- if: always()
  shell: fish
  run: echo
`),
  );
  const messages = result.jobs[0]?.annotations.map((each) => each.message) ?? [];
  expect(messages[0]).toContain('fromJSON');
  expect(messages[1]).toContain('actions/setup-node@v3|v4');
  expect(messages[2]).toContain('"missing" does not exist');
  expect(messages[3]).toContain('The shell "fish"');
  expect(result.jobs[0]?.annotations[1]).toMatchObject({
    file: '.github/workflows/ci.yml',
    line: 7,
  });
});
