import type { ReactNode } from 'react';
import type { Panel } from '../../api/types.ts';
import { formatMetric } from '../../lib/format.ts';
import { Card } from '../../ui/Card.tsx';
import { Chart, CurveMark } from '../../ui/Chart.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { PanelTable } from './PanelTable.tsx';

/** One panel: the curves or their numbers, and the newest value of each. */
export function MetricPanel({
  panel,
  times,
  asTable,
}: {
  panel: Panel | undefined;
  times: readonly number[];
  asTable: boolean;
}): ReactNode {
  if (panel === undefined) {
    return (
      <Card title={<Skeleton className="w-32" />}>
        <div className="h-60" />
      </Card>
    );
  }
  const empty = panel.series.every(({ values }) => values.every((value) => value === null));
  return (
    <Card title={panel.title}>
      <div className="flex h-60 flex-col gap-2">
        <ul className="flex h-12 flex-wrap content-start gap-x-4 overflow-auto" aria-label="Now">
          {panel.series.map(({ name, values }, index) => (
            <li key={name} className="flex items-center gap-1.5">
              <CurveMark index={index} />
              {name}
              <span className="tabular font-medium">
                {formatMetric(
                  values.findLast((value) => value !== null),
                  panel.unit,
                )}
              </span>
            </li>
          ))}
        </ul>
        {empty ? (
          <p className="flex h-44 items-center justify-center text-muted">No data in this time.</p>
        ) : asTable ? (
          <PanelTable panel={panel} times={times} />
        ) : (
          <Chart
            times={times}
            series={panel.series}
            unit={panel.unit}
            label={`${panel.title} over time. "Show as table" shows the numbers.`}
          />
        )}
      </div>
    </Card>
  );
}
