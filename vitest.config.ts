import { defineConfig } from 'vitest/config';
import { totalReporter } from './scripts/total-reporter.ts';

// Workspace packages are tested from their sources; one project a kind of test.
const conditions = ['fairway-source', 'module', 'node', 'development|production'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Many tests start servers and sandboxes of their own: more workers than this only wait.
    maxWorkers: 2,
    reporters: ['default', totalReporter()],
    projects: [
      {
        extends: true,
        test: { name: 'packages', include: ['packages/*/{src,tests}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'apps',
          include: ['apps/*/{src,tests}/**/*.test.{ts,tsx}', '{scripts,bench}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // Alone on the machine, one file after the other, when everything else has ended.
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
