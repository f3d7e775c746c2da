import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** How many tests passed, failed and were skipped. */
export interface Total {
  passed: number;
  failed: number;
  skipped: number;
}

/** The parts of a test module that are counted. */
export interface CountedModule {
  children: { allTests(): Iterable<{ result(): { state: string } }> };
  state(): string;
}

/**
 * Counts the tests of some files. A file that fails without a failed test (it does not load, or its
 * set-up throws) counts as one failure, and so does every error outside of tests.
 */
export function countTests(modules: Iterable<CountedModule>, outsideErrors: number): Total {
  const total: Total = { passed: 0, failed: outsideErrors, skipped: 0 };
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') total.passed += 1;
      else if (state === 'failed') failedHere += 1;
      else total.skipped += 1;
    }
    total.failed += failedHere === 0 && module.state() === 'failed' ? 1 : failedHere;
  }
  return total;
}

/** The lines that end a test run; the last one is `N passed, N failed`, alone. */
export function totalLines({ passed, failed, skipped }: Total): string {
  const left = skipped === 0 ? '' : `${skipped} skipped\n`;
  return `${left}${passed} passed, ${failed} failed\n`;
}

/** Vitest's reporter that prints the total last. */
export function totalReporter(): Reporter {
  return {
    onTestRunEnd(modules: readonly TestModule[], outside: readonly SerializedError[]): void {
      process.stdout.write(totalLines(countTests(modules, outside.length)));
    },
  };
}
