import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { metricsQuery } from '../api/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { ToolbarSelect } from '../ui/Field.tsx';
import { MetricPanel } from './project/MetricPanel.tsx';
import { Targets } from './project/Targets.tsx';
import { useEnvironment } from './project/use-environment.ts';

const ranges = [
  { value: '5', label: 'Last 5 minutes' },
  { value: '15', label: 'Last 15 minutes' },
  { value: '60', label: 'Last hour' },
  { value: '360', label: 'Last 6 hours' },
];
const panelKeys = ['requests', 'errors', 'latency'] as const;

/** Requests, errors and latency of an environment, from what its own pods report. */
export function ProjectMetrics(): ReactNode {
  const { project } = useParams({ from: '/shell/projects/$project/metrics' });
  const search = useSearch({ from: '/shell/projects/$project/metrics' });
  const navigate = useNavigate();
  const { environments, name = '' } = useEnvironment(project, search.environment);
  const [minutes, setMinutes] = useState('15');
  const [asTable, setAsTable] = useState(false);
  const { data, error, refetch } = useQuery({
    ...metricsQuery(project, name, Number(minutes)),
    enabled: name !== '',
    refetchInterval: 5_000,
  });
  if (environments?.length === 0) {
    return (
      <Card>
        <Empty title="There are no metrics yet.">They begin with the first pod.</Empty>
      </Card>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        {environments !== undefined && environments.length > 1 ? (
          <ToolbarSelect
            label="Environment"
            value={name}
            onChange={({ target }) =>
              void navigate({
                to: '/projects/$project/metrics',
                params: { project },
                search: { environment: target.value },
              })
            }
            options={environments.map((one) => ({ value: one.name, label: one.name }))}
          />
        ) : null}
        <ToolbarSelect
          label="Range"
          value={minutes}
          onChange={({ target }) => setMinutes(target.value)}
          options={ranges}
        />
        <Button aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Show as table
        </Button>
      </div>
      {error !== null && data === undefined ? (
        <ErrorNote error={error} retry={() => void refetch()} />
      ) : (
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2 xl:grid-cols-3">
          {panelKeys.map((key) => (
            <MetricPanel
              key={key}
              panel={data?.panels.find((panel) => panel.key === key)}
              times={data?.times ?? []}
              asTable={asTable}
            />
          ))}
        </div>
      )}
      <Targets targets={data?.targets} />
    </div>
  );
}
