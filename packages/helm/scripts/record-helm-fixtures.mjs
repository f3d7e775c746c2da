// Records what the real helm prints for every fixture chart. Usage:
//   HELM=/path/to/helm node packages/helm/scripts/record-helm-fixtures.mjs [chart…]
// Each folder of tests/fixtures holds a chart/ and a cases.json; the answers go to expected/.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const helm = process.env['HELM'] ?? 'helm';
const root = new URL('../tests/fixtures/', import.meta.url).pathname;
const wanted = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), 'helm-fixtures-'));

function record(folder, testCase) {
  const args = ['template', 'rel', join(folder, 'chart'), '--namespace', 'apps'];
  args.push('--kube-version', testCase.kubeVersion ?? 'v1.31.0');
  if (testCase.values !== undefined) {
    const file = join(scratch, 'values.json');
    writeFileSync(file, JSON.stringify(testCase.values));
    args.push('--values', file);
  }
  if (testCase.includeCrds) args.push('--include-crds');
  if (testCase.isUpgrade) args.push('--is-upgrade');
  for (const version of testCase.apiVersions ?? []) args.push('--api-versions', version);
  const { status, stdout, stderr, error } = spawnSync(helm, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: scratch, TZ: 'UTC' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  const expected = join(folder, 'expected');
  mkdirSync(expected, { recursive: true });
  for (const suffix of ['out', 'error'])
    rmSync(join(expected, `${testCase.name}.${suffix}`), { force: true });
  if (status === 0) writeFileSync(join(expected, `${testCase.name}.out`), stdout);
  else {
    const message = stderr
      .split('\n')
      .filter((line) => !/^(WARNING|coalesce\.go|\d{4}\/)/.test(line))
      .join('\n')
      .replace(/^Error: (INSTALLATION FAILED: )?/, '')
      .replace(/\n\nUse --debug flag to render out invalid YAML\n$/, '')
      .trimEnd();
    writeFileSync(join(expected, `${testCase.name}.error`), `${message}\n`);
  }
}

try {
  for (const name of readdirSync(root)) {
    const folder = join(root, name);
    if (!existsSync(join(folder, 'cases.json')) || (wanted.length > 0 && !wanted.includes(name)))
      continue;
    for (const testCase of JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')))
      record(folder, testCase);
  }
} finally {
  rmSync(scratch, { recursive: true });
}
