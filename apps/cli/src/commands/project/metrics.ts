import type { Schemas } from '@fairway/api-client';
import { openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';

type Panel = Schemas['Dashboard']['panels'][number];

/** Shows the dashboard of an environment as a table. */
export const metrics: CommandSpec = {
  usage: 'metrics <project>',
  about: 'show request rate, errors and latency of a project',
  options: [
    { flags: '-e, --environment <name>', about: 'the environment', default: 'dev' },
    { flags: '--minutes <minutes>', about: 'how far back', default: '15' },
  ],
  async run(context, input) {
    const minutes = input.integer('minutes', 1);
    const api = await openApi(context);
    const dashboard = await unwrap(
      api.GET('/api/v1/projects/{project}/environments/{environment}/metrics', {
        params: {
          path: { project: input.argument('project'), environment: input.required('environment') },
          query: { minutes, points: 60 },
        },
      }),
    );
    const targets = dashboard.targets.map(({ pod, up }) => `${pod}: ${up ? 'up' : 'down'}`);
    const rows = dashboard.panels.flatMap(panelRows);
    const header = ['PANEL', 'SERIES', 'NOW', 'LEAST', 'MOST'];
    return { data: dashboard, text: [formatTable(header, rows), ...targets].join('\n') };
  },
};

/** One row a series: its newest, least and greatest value. */
export function panelRows(panel: Panel): string[][] {
  if (panel.series.length === 0) return [[panel.title, '-', '-', '-', '-']];
  return panel.series.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    const newest = known.at(-1);
    const cells = newest === undefined ? [] : [newest, Math.min(...known), Math.max(...known)];
    const shown = cells.map((value) => formatValue(value, panel.unit));
    return [panel.title, name, ...(shown.length === 0 ? ['-', '-', '-'] : shown)];
  });
}

function formatValue(value: number, unit: Panel['unit']): string {
  if (unit === 'ratio') return `${(value * 100).toFixed(1)} %`;
  if (unit === 's') return `${(value * 1_000).toFixed(1)} ms`;
  return `${value.toFixed(2)} ${unit}`;
}
