import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { BuildRequest } from '../src/actions/docker-actions.ts';
import { parseWorkflow } from '../src/workflow/parse-workflow.ts';
import { planJobs } from '../src/workflow/plan-jobs.ts';
import { useRunner } from './_util.ts';

const run = useRunner();

// The usual pipeline of a service: test, image, release record.
const PIPELINE = `
name: ci
on:
  push: { branches: [main] }
  pull_request:
permissions: { contents: read }
env:
  REGISTRY: \${{ vars.FAIRWAY_REGISTRY || 'ghcr.io' }}
jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version-file: package.json, cache: npm }
      - name: Test
        run: node --test
  image:
    needs: test
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    permissions: { packages: write }
    outputs:
      image: \${{ steps.name.outputs.image }}
      digest: \${{ steps.build.outputs.digest }}
    steps:
      - uses: actions/checkout@v4
      - id: name
        run: echo "image=$(echo "$REGISTRY/$GITHUB_REPOSITORY" | tr '[:upper:]' '[:lower:]')" >> "$GITHUB_OUTPUT"
      - uses: docker/login-action@v3
        with:
          registry: \${{ env.REGISTRY }}
          username: \${{ github.actor }}
          password: \${{ secrets.FAIRWAY_REGISTRY_TOKEN || secrets.GITHUB_TOKEN }}
      - id: build
        uses: docker/build-push-action@v6
        with:
          context: .
          push: true
          tags: \${{ steps.name.outputs.image }}:\${{ github.sha }}
          labels: org.opencontainers.image.revision=\${{ github.sha }}
  release:
    needs: image
    runs-on: ubuntu-latest
    steps:
      - env:
          IMAGE: \${{ needs.image.outputs.image }}
          DIGEST: \${{ needs.image.outputs.digest }}
        run: |
          printf '{"image":"%s","digest":"%s","run":"%s"}\\n' \\
            "$IMAGE" "$DIGEST" "$GITHUB_RUN_ID" > release.json
      - uses: actions/upload-artifact@v4
        with: { name: fairway-release, path: release.json, if-no-files-found: error }
`;

function ports(testFile: string, requests: BuildRequest[]) {
  return {
    checkout: async ({ into, sha = '' }: { into: string; sha?: string }) => {
      await writeFile(join(into, 'package.json'), '{"type":"module","engines":{"node":">=20"}}');
      await writeFile(join(into, 'app.test.js'), testFile);
      await writeFile(join(into, 'Dockerfile'), 'FROM scratch\n');
      return { sha };
    },
    login: () => Promise.resolve(),
    buildAndPush: (request: BuildRequest) => {
      requests.push(request);
      return Promise.resolve({ imageId: 'sha256:1', digest: 'sha256:2', metadata: {} });
    },
  };
}

const options = {
  vars: { FAIRWAY_REGISTRY: 'fairway.internal:8080' },
  secrets: { FAIRWAY_REGISTRY_TOKEN: 'token-of-the-registry' },
};

test('test, image and release end with the release record', async () => {
  const requests: BuildRequest[] = [];
  const passing = "import test from 'node:test';\ntest('works', () => {});\n";
  const { result } = await run(PIPELINE, { ...options, ports: ports(passing, requests) });
  expect(result.conclusion).toBe('success');
  expect(requests[0]?.tags).toEqual([`fairway.internal:8080/shop/cart:${'a'.repeat(40)}`]);
  const [artifact] = result.artifacts;
  expect(artifact?.name).toBe('fairway-release');
  expect(JSON.parse(await readFile(join(artifact?.folder ?? '', 'release.json'), 'utf8'))).toEqual({
    image: 'fairway.internal:8080/shop/cart',
    digest: 'sha256:2',
    run: 'run-1',
  });
});

test('a broken test stops the pipeline and shows its line; no image is built', async () => {
  const requests: BuildRequest[] = [];
  const broken =
    "import test from 'node:test';\n\ntest('works', () => {\n  throw new Error('no');\n});\n";
  const { result } = await run(PIPELINE, { ...options, ports: ports(broken, requests) });
  expect(result.jobs.map((job) => job.conclusion)).toEqual(['failure', 'skipped', 'skipped']);
  expect(result.jobs[0]?.annotations).toContainEqual(
    expect.objectContaining({ file: 'app.test.js', line: 4, title: 'works' }),
  );
  expect(requests).toEqual([]);
});

test('a push to another branch does not start it, a pull request does', () => {
  const workflow = parseWorkflow(PIPELINE, 'ci.yml');
  const event = { ref: 'refs/heads/x', sha: '', actor: '', payload: {} };
  expect(planJobs(workflow, { ...event, name: 'push' }).triggered).toBe(false);
  const plan = planJobs(workflow, { ...event, name: 'pull_request', baseRef: 'main' });
  expect([plan.triggered, plan.jobs.map((job) => job.id)]).toEqual([
    true,
    ['test', 'image', 'release'],
  ]);
});
