import type { ReactNode } from 'react';
import type { Panel } from '../../api/types.ts';
import { formatMetric } from '../../lib/format.ts';

/** The numbers behind a chart, newest first. */
export function PanelTable({
  panel,
  times,
}: {
  panel: Panel;
  times: readonly number[];
}): ReactNode {
  const rows = times
    .map((time, index) => ({
      time,
      values: panel.series.map(({ values }) => values[index] ?? null),
    }))
    .filter(({ values }) => values.some((value) => value !== null))
    .toReversed();
  return (
    <section
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={`${panel.title}, as a table`}
      className="h-44 overflow-auto"
    >
      <table className="tabular w-full text-sm">
        <thead className="sticky top-0 bg-surface text-left text-muted">
          <tr>
            <th scope="col" className="font-medium">
              Time
            </th>
            {panel.series.map(({ name }) => (
              <th key={name} scope="col" className="text-right font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ time, values }) => (
            <tr key={time} className="border-t border-line">
              <th scope="row" className="text-left font-normal">
                {new Date(time * 1_000).toLocaleTimeString()}
              </th>
              {values.map((value, index) => (
                <td key={index} className="text-right">
                  {formatMetric(value, panel.unit)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
