import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useId, useState } from 'react';
import { api, unwrap } from '../api/client.ts';
import { projectQuery, rememberTimeline, sessionQuery } from '../api/queries.ts';
import type { Project } from '../api/types.ts';
import { teamRefusal } from '../lib/permissions.ts';
import { Button } from '../ui/Button.tsx';
import { Card } from '../ui/Card.tsx';
import { FormError } from '../ui/ErrorNote.tsx';
import { TextField } from '../ui/Field.tsx';

/** What can be changed about a project: so far its end. */
export function ProjectSettings(): ReactNode {
  const { project: name } = useParams({ from: '/shell/projects/$project' });
  const { data: project } = useQuery(projectQuery(name));
  return (
    <Card title="Delete the project" className="min-h-96">
      {project === undefined ? null : <DeleteForm key={project.id} project={project} />}
    </Card>
  );
}

function DeleteForm({ project }: { project: Project }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSuspenseQuery(sessionQuery).data;
  const [archive, setArchive] = useState(false);
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () =>
      unwrap(
        api.DELETE('/api/v1/projects/{project}', {
          params: {
            path: { project: project.name },
            query: { archive: archive ? 'true' : 'false' },
          },
        }),
      ),
    async onSuccess({ timeline }) {
      rememberTimeline(client, timeline);
      await navigate({ to: '/runs/$timeline', params: { timeline: timeline.id } });
    },
  });
  const refusal =
    teamRefusal(session, 'project.delete', project.team) ??
    (typed === project.name ? null : `Type ${project.name} first.`);
  return (
    <form
      className="flex max-w-prose flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (refusal === null && !remove.isPending) remove.mutate();
      }}
    >
      <fieldset className="flex flex-col gap-2">
        <legend className="sr-only">What happens to the code and the images</legend>
        <Choice checked={!archive} onChange={() => setArchive(false)} title="Delete everything">
          The repository with its history and the images go too. This cannot be undone.
        </Choice>
        <Choice checked={archive} onChange={() => setArchive(true)} title="Archive the code">
          The repository and the images are kept in the archive; all the rest goes.
        </Choice>
      </fieldset>
      <WhatGoes project={project} archive={archive} />
      <TextField
        label="Name"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        hint={`Type ${project.name} to confirm.`}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button kind="danger" type="submit" busy={remove.isPending} reason={refusal}>
          Delete project
        </Button>
      </div>
      <FormError error={remove.error} />
    </form>
  );
}

function Choice({
  checked,
  onChange,
  title,
  children,
}: {
  checked: boolean;
  onChange: () => void;
  title: string;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  return (
    <div className="flex items-start gap-3 rounded-md border border-line p-3 has-checked:border-accent">
      <input
        id={id}
        type="radio"
        name="archive"
        checked={checked}
        onChange={onChange}
        aria-describedby={`${id}-about`}
        className="mt-0.5 size-4 accent-[var(--accent)]"
      />
      <div>
        <label htmlFor={id} className="block font-medium">
          {title}
        </label>
        <p id={`${id}-about`} className="text-muted">
          {children}
        </p>
      </div>
    </div>
  );
}

function WhatGoes({ project, archive }: { project: Project; archive: boolean }): ReactNode {
  const items = [
    ...project.environments.map(
      ({ name, url, namespace }) =>
        `Environment ${name}: its Application, namespace ${namespace} with all pods, and the address ${url}`,
    ),
    'Pipeline runs with their logs and artifacts',
    ...(archive
      ? []
      : [`Repository ${project.repositoryUrl} with its history`, 'All images of the project']),
    `The name ${project.name}, which becomes free`,
  ];
  return (
    <div>
      <h3 className="font-medium">What goes</h3>
      <ul className="min-h-36 list-disc pl-5 break-words">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
