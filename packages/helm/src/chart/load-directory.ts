import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

import { HelmError } from '../errors.ts';
import type { Chart } from './chart.ts';
import { parseIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { loadChart } from './load-chart.ts';

/** helm's limit of one file, and of a whole chart. */
const MAX_FILE_BYTES = 5 * 1024 * 1024;
const MAX_CHART_BYTES = 100 * 1024 * 1024;

interface Walk {
  readonly root: string;
  readonly ignored: IgnoreRules;
  readonly files: Map<string, Uint8Array>;
  bytes: number;
}

/**
 * Loads a chart from a folder, with its .helmignore. Links are followed as long as they stay inside.
 * @throws HelmError `CHART_INVALID`, or `CHART_UNSAFE` for a link that leads out
 */
export async function loadChartDirectory(directory: string): Promise<Chart> {
  const root = await realpath(directory).catch((error: unknown) => {
    throw new HelmError('CHART_INVALID', `path "${directory}" not found`, { cause: error });
  });
  const walk: Walk = { root, ignored: await readRules(root), files: new Map(), bytes: 0 };
  await visit(walk, '', []);
  return loadChart(walk.files);
}

async function readRules(root: string): Promise<IgnoreRules> {
  try {
    return parseIgnoreRules(await readFile(join(root, '.helmignore'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return parseIgnoreRules('');
    throw error;
  }
}

/** Visits a folder; `parents` are the real folders above it, so that a link back up ends. */
async function visit(walk: Walk, folder: string, parents: readonly string[]): Promise<void> {
  const here = await realpath(join(walk.root, folder));
  if (parents.includes(here)) {
    throw new HelmError('CHART_UNSAFE', `link ${folder} leads back to a folder above it`, {
      file: folder,
    });
  }
  for (const name of await readdir(here)) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const target = await realpath(join(here, name)).catch((error: unknown) => {
      throw new HelmError('CHART_UNSAFE', `link ${path} leads nowhere`, {
        file: path,
        cause: error,
      });
    });
    if (target !== walk.root && !target.startsWith(walk.root + sep)) {
      throw new HelmError('CHART_UNSAFE', `link ${path} leads out of the chart`, { file: path });
    }
    const info = await stat(target);
    if (walk.ignored(path, info.isDirectory())) continue;
    if (info.isDirectory()) await visit(walk, path, [...parents, here]);
    else await readInto(walk, path, target, info);
  }
}

async function readInto(
  walk: Walk,
  path: string,
  target: string,
  info: { isFile(): boolean; readonly size: number },
): Promise<void> {
  if (!info.isFile()) {
    throw new HelmError('CHART_UNSAFE', `cannot load irregular file ${path}`, { file: path });
  }
  walk.bytes += info.size;
  if (info.size > MAX_FILE_BYTES) {
    throw new HelmError(
      'CHART_INVALID',
      `chart file "${path}" is larger than the maximum file size ${MAX_FILE_BYTES}`,
      { file: path },
    );
  }
  if (walk.bytes > MAX_CHART_BYTES) {
    throw new HelmError('CHART_INVALID', `the chart is larger than ${MAX_CHART_BYTES} bytes`);
  }
  walk.files.set(path, await readFile(target));
}
