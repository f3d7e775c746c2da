import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstProject } from './first-project.ts';
import { gitopsCommit } from './gitops-commit.ts';
import { idle } from './idle.ts';
import { describeMachine } from './lib/machine.ts';
import { root } from './lib/server.ts';
import { push } from './push.ts';
import { start } from './start.ts';

/** Each benchmark by its name, with the runs it makes unless told otherwise. */
const benchmarks: Readonly<
  Record<string, { measure: (runs: number) => Promise<object>; runs: number }>
> = {
  'first-project': { measure: firstProject, runs: 5 },
  push: { measure: push, runs: 5 },
  start: { measure: start, runs: 5 },
  idle: { measure: idle, runs: 1 },
  'gitops-commit': { measure: gitopsCommit, runs: 5 },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, keep: { type: 'boolean', default: true } },
  allowNegative: true,
});
const [name = ''] = positionals;
const benchmark = benchmarks[name];
const runs = Number(values.runs ?? benchmark?.runs ?? 1);
if (benchmark === undefined || !Number.isInteger(runs) || runs < 1) {
  process.stderr.write(
    `Usage: npm run bench -- ${Object.keys(benchmarks).join('|')} [--runs N] [--no-keep]\n`,
  );
  process.exitCode = 2;
} else {
  const machine = describeMachine();
  const result = { name, machine, ...(await benchmark.measure(runs)) };
  const text = `${JSON.stringify(result, null, 2)}\n`;
  process.stdout.write(text);
  if (values.keep) {
    await mkdir(join(root, 'bench/results'), { recursive: true });
    await writeFile(join(root, 'bench/results', `${name}.json`), text);
  }
}
