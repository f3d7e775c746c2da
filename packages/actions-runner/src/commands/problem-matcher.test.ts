import { expect, test } from 'vitest';
import { createProblemMatcher } from './problem-matcher.ts';

const WORKSPACE = '/home/runner/work/cart/cart';

function findings(output: string): readonly unknown[] {
  const matcher = createProblemMatcher(WORKSPACE);
  for (const line of output.split('\n')) matcher.read(line);
  return matcher.findings();
}

test('tsc, plain and pretty with colours', () => {
  expect(
    findings(`src/a.ts(3,7): error TS2322: Type 'string' is not assignable.
\u001B[96msrc/b.ts\u001B[0m:\u001B[93m5\u001B[0m:\u001B[93m1\u001B[0m - \u001B[91merror\u001B[0m\u001B[90m TS1005: \u001B[0m';' expected.
node_modules/x/y.ts(1,1): error TS1: no
/usr/lib/z.ts(1,1): error TS1: no`),
  ).toEqual([
    {
      level: 'error',
      file: 'src/a.ts',
      line: 3,
      column: 7,
      message: "TS2322: Type 'string' is not assignable.",
    },
    { level: 'error', file: 'src/b.ts', line: 5, column: 1, message: "TS1005: ';' expected." },
  ]);
});

test('node:test, spec reporter: the line of the assertion, once', () => {
  const failure = `✖ adds numbers (3.3ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:
  
  2 !== 3
  
      at TestContext.<anonymous> (file://${WORKSPACE}/a.test.js:2:35)
      at Test.run (node:internal/test_runner/test:796:25)`;
  expect(
    findings(`${failure}\nℹ fail 1\n\n✖ failing tests:\n\ntest at a.test.js:2:1\n${failure}`),
  ).toEqual([
    {
      level: 'error',
      file: 'a.test.js',
      line: 2,
      column: 35,
      title: 'adds numbers',
      message: 'AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 3',
    },
  ]);
});

test('node:test, TAP: the stack, or else where the test begins', () => {
  expect(
    findings(`TAP version 13
not ok 1 - adds
  ---
  location: '${WORKSPACE}/a.test.js:2:1'
  error: |-
    Expected values to be strictly equal:
    
    2 !== 3
    
  stack: |-
    TestContext.<anonymous> (${WORKSPACE}/a.test.js:3:35)
    Test.run (node:internal/test_runner/test:796:25)
  ...
not ok 2 - times out
  ---
  location: '${WORKSPACE}/b.test.js:9:1'
  error: 'test timed out after 5ms'
  ...`),
  ).toEqual([
    {
      level: 'error',
      file: 'a.test.js',
      line: 3,
      column: 35,
      title: 'adds',
      message: 'Expected values to be strictly equal: 2 !== 3',
    },
    {
      level: 'error',
      file: 'b.test.js',
      line: 9,
      column: 1,
      title: 'times out',
      message: 'test timed out after 5ms',
    },
  ]);
});

test('Vitest', () => {
  expect(
    findings(` FAIL  src/a.test.ts > adds
AssertionError: expected 2 to be 3 // Object.is equality

- Expected
+ Received

 ❯ src/a.test.ts:2:34
    1| import { test } from 'vitest';`),
  ).toEqual([
    {
      level: 'error',
      file: 'src/a.test.ts',
      line: 2,
      column: 34,
      title: 'src/a.test.ts > adds',
      message: 'AssertionError: expected 2 to be 3 // Object.is equality',
    },
  ]);
});

test('Python and an uncaught error of Node', () => {
  expect(
    findings(`Traceback (most recent call last):
  File "/usr/lib/python3.11/runpy.py", line 3, in _run
  File "${WORKSPACE}/app/main.py", line 12, in <module>
ValueError: bad value`),
  ).toEqual([
    { level: 'error', file: 'app/main.py', line: 12, column: 1, message: 'ValueError: bad value' },
  ]);
  expect(
    findings(`TypeError: x is not a function
    at Module._load (node:internal/modules/cjs/loader:1104:12)
    at main (${WORKSPACE}/src/main.js:4:2)`),
  ).toMatchObject([{ file: 'src/main.js', line: 4 }]);
});

test('ordinary output finds nothing, endless output not endlessly', () => {
  expect(findings('at home: 3\nok 1 - fine\nerror: failed\n  at src/a.js:1:1')).toEqual([]);
  const many = Array.from({ length: 500 }, (_, i) => `src/a.ts(${i},1): error TS1: x`).join('\n');
  expect(findings(many)).toHaveLength(20);
  expect(findings(`at ${'('.repeat(100_000)}`)).toEqual([]);
});
