import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { HelmError, loadChartDirectory, renderChart, type Chart } from '../src/index.ts';

interface RecordedCase {
  readonly name: string;
  readonly values?: Record<string, unknown>;
  readonly kubeVersion?: string;
  readonly apiVersions?: string[];
  readonly includeCrds?: boolean;
  readonly isUpgrade?: boolean;
  /** Our message differs in this part, because it comes from another parser; compared up to here. */
  readonly errorUpTo?: string;
}

const root = fileURLToPath(new URL('./fixtures/', import.meta.url));

const loaded = new Map<string, Promise<Chart>>();

/** Each chart is loaded once, which also shows that rendering leaves it as it was. */
async function load(folder: string): Promise<Chart> {
  const chart = loaded.get(folder) ?? loadChartDirectory(`${folder}/chart`);
  loaded.set(folder, chart);
  return chart;
}

async function render(folder: string, recorded: RecordedCase): Promise<string> {
  const { values, kubeVersion, apiVersions, includeCrds, isUpgrade } = recorded;
  const chart = await load(folder);
  return renderChart(chart, {
    release: { name: 'rel', namespace: 'apps', isUpgrade: isUpgrade ?? false },
    values: values ?? {},
    kubeVersion: kubeVersion ?? 'v1.31.0',
    apiVersions: apiVersions ?? [],
    includeCrds: includeCrds ?? false,
  }).output();
}

function upTo(message: string, end: string | undefined): string {
  const at = end === undefined ? -1 : message.indexOf(end);
  return at < 0 ? message : message.slice(0, at);
}

/** Some errors come in no fixed order in helm. */
function lines(message: string): string[] {
  return message.trimEnd().split('\n').toSorted();
}

async function failure(folder: string, recorded: RecordedCase): Promise<string> {
  try {
    await render(folder, recorded);
  } catch (error) {
    if (error instanceof HelmError) return error.message;
    throw error;
  }
  return 'no error';
}

describe.each(readdirSync(root))('%s', (name) => {
  const folder = `${root}${name}`;
  const cases: RecordedCase[] = JSON.parse(readFileSync(`${folder}/cases.json`, 'utf8'));
  it.each(cases)('$name', async (recorded) => {
    const expected = `${folder}/expected/${recorded.name}`;
    if (existsSync(`${expected}.out`)) {
      expect(await render(folder, recorded)).toBe(readFileSync(`${expected}.out`, 'utf8'));
      return;
    }
    const wanted = readFileSync(`${expected}.error`, 'utf8');
    const found = await failure(folder, recorded);
    expect(lines(upTo(found, recorded.errorUpTo))).toEqual(lines(upTo(wanted, recorded.errorUpTo)));
  });
});
