import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { environmentQuery } from '../api/queries.ts';
import { useLogStream } from '../api/use-log-stream.ts';
import { Card } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ToolbarSelect } from '../ui/Field.tsx';
import { LogView } from '../ui/LogView.tsx';
import { useEnvironment } from './project/use-environment.ts';

/** The logs of the pods that run now. */
export function ProjectLogs(): ReactNode {
  const { project } = useParams({ from: '/shell/projects/$project/logs' });
  const search = useSearch({ from: '/shell/projects/$project/logs' });
  const navigate = useNavigate();
  const { environments, name } = useEnvironment(project, search.environment);
  if (environments?.length === 0) {
    return (
      <Card>
        <Empty title="There are no logs yet.">They begin with the first pod.</Empty>
      </Card>
    );
  }
  if (name === undefined) {
    return <div className="h-[calc(100dvh-15rem)] rounded-md border border-line bg-surface" />;
  }
  const choose =
    environments === undefined || environments.length < 2 ? null : (
      <ToolbarSelect
        label="Environment"
        value={name}
        onChange={({ target }) =>
          void navigate({
            to: '/projects/$project/logs',
            params: { project },
            search: { environment: target.value },
          })
        }
        options={environments.map((one) => ({ value: one.name, label: one.name }))}
      />
    );
  return <PodLogs key={name} project={project} environment={name} tools={choose} />;
}

function PodLogs({
  project,
  environment,
  tools,
}: {
  project: string;
  environment: string;
  tools: ReactNode;
}): ReactNode {
  const { data } = useQuery(environmentQuery(project, environment));
  const [pod, setPod] = useState('');
  const names = data?.pods.map(({ name }) => name).toSorted() ?? [];
  const chosen = names.includes(pod) ? pod : '';
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      <PodLog
        // A stream covers the pods of its beginning: when others run, a new one is opened.
        key={chosen === '' ? names.join(' ') : chosen}
        project={project}
        environment={environment}
        pod={chosen}
        silent={names.length === 0}
        empty={data !== undefined && names.length === 0 ? 'No pods are running.' : 'No lines yet.'}
        tools={
          <>
            {tools}
            <ToolbarSelect
              label="Pod"
              value={chosen}
              onChange={({ target }) => setPod(target.value)}
              options={[
                { value: '', label: `All pods (${names.length})` },
                ...names.map((name) => ({ value: name, label: name })),
              ]}
            />
          </>
        }
      />
    </div>
  );
}

function PodLog({
  project,
  environment,
  pod,
  silent,
  empty,
  tools,
}: {
  project: string;
  environment: string;
  pod: string;
  silent: boolean;
  empty: string;
  tools: ReactNode;
}): ReactNode {
  const query = new URLSearchParams({ tail: '500', ...(pod === '' ? {} : { pod }) });
  const path = `/api/v1/projects/${encodeURIComponent(project)}/environments/${encodeURIComponent(environment)}/logs`;
  const { lines, state } = useLogStream(silent ? null : `${path}?${query.toString()}`);
  return (
    <LogView
      lines={lines}
      state={state}
      label={`Logs of ${project}, ${environment}`}
      name={`${project}-${environment}.log`}
      empty={empty}
      className="h-[max(24rem,calc(100dvh-15rem))]"
      tools={tools}
    />
  );
}
