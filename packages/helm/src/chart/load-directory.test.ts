import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadChartDirectory } from './load-directory.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'helm-chart-'));
  await mkdir(join(folder, 'chart/templates'), { recursive: true });
  await writeFile(join(folder, 'chart/Chart.yaml'), 'apiVersion: v2\nname: demo\nversion: 1.0.0\n');
  await writeFile(join(folder, 'chart/templates/a.yaml'), 'a: 1\n');
});

afterEach(async () => rm(folder, { recursive: true }));

describe('loadChartDirectory', () => {
  it('follows links inside the chart', async () => {
    await symlink('a.yaml', join(folder, 'chart/templates/b.yaml'));
    const chart = await loadChartDirectory(join(folder, 'chart'));
    expect(chart.templates.map((file) => file.path)).toEqual([
      'templates/a.yaml',
      'templates/b.yaml',
    ]);
  });

  it.each([
    ['leads out', '../../secret'],
    ['leads out by an absolute path', '/etc/hostname'],
    ['leads nowhere', 'missing'],
    ['leads back up', '..'],
  ])('refuses a link that %s', async (_, target) => {
    await writeFile(join(folder, 'secret'), 's');
    await symlink(target, join(folder, 'chart/templates/link'));
    await expect(loadChartDirectory(join(folder, 'chart'))).rejects.toMatchObject({
      code: 'CHART_UNSAFE',
    });
  });

  it('says that a folder is missing', async () => {
    await expect(loadChartDirectory(join(folder, 'nope'))).rejects.toMatchObject({
      code: 'CHART_INVALID',
      message: expect.stringContaining('not found'),
    });
  });
});
