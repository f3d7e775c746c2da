import { defineConfig } from 'vitest/config';

// Workspace packages are tested from their sources; one project a kind of test.
const resolve = { conditions: ['fairway-source', 'module', 'node', 'development|production'] };
const ssr = {
  resolve: { conditions: ['fairway-source', 'module', 'node', 'development|production'] },
};

export default defineConfig({
  resolve,
  ssr,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    server: { deps: { inline: [/@actions\/(workflow-parser|expressions)/] } },
    projects: [
      {
        extends: true,
        test: { name: 'packages', include: ['packages/*/{src,tests}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'apps',
          include: ['apps/*/{src,tests}/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
