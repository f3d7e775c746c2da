import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { metricsQuery } from '../../api/queries.ts';
import { formatMetric } from '../../lib/format.ts';
import { sumSeries } from '../../lib/spark-path.ts';
import { Sparkline } from '../../ui/Sparkline.tsx';

/** Requests and errors of an environment over the last hour. */
export function RequestsSparkline({
  project,
  environment,
}: {
  project: string;
  environment: string;
}): ReactNode {
  const { data } = useQuery({
    ...metricsQuery(project, environment, 60, 30),
    refetchInterval: 30_000,
  });
  const series = data?.panels.find(({ key }) => key === 'requests')?.series ?? [];
  const requests = sumSeries(series.map(({ values }) => values));
  const errors = sumSeries(
    series.filter(({ name }) => name.startsWith('5')).map(({ values }) => values),
  );
  if (requests.every((value) => value === null)) return null;
  const last = requests.findLast((value) => value !== null);
  const lastErrors = errors.findLast((value) => value !== null) ?? 0;
  const words = `Last hour: now ${formatMetric(last, 'req/s')}, errors ${formatMetric(lastErrors, 'req/s')}`;
  return <Sparkline requests={requests} errors={errors} label={words} />;
}
