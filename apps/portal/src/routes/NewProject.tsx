import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, unwrap } from '../api/client.ts';
import { asProblem } from '../api/problem.ts';
import { rememberTimeline, sessionQuery, teamsQuery, templatesQuery } from '../api/queries.ts';
import type { Template } from '../api/types.ts';
import { useTitle } from '../app/use-title.ts';
import { teamRefusal } from '../lib/permissions.ts';
import { Button } from '../ui/Button.tsx';
import { Card, PageHeader } from '../ui/Card.tsx';
import { Empty } from '../ui/Empty.tsx';
import { ErrorNote, FormError } from '../ui/ErrorNote.tsx';
import { SelectField, TextField } from '../ui/Field.tsx';
import { Advanced } from './new-project/Advanced.tsx';
import { Gallery } from './new-project/Gallery.tsx';
import { NameField } from './new-project/NameField.tsx';
import { Preview } from './new-project/Preview.tsx';

/** Gallery, form, and what will exist; Create leads to the run at once. */
export function NewProject(): ReactNode {
  useTitle('New project');
  const templates = useQuery(templatesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const template = templates.data?.find(({ name }) => name === chosen) ?? templates.data?.[0];
  if (templates.isError) {
    return <ErrorNote error={templates.error} retry={() => void templates.refetch()} />;
  }
  return (
    <div className="mx-auto flex max-w-[80rem] flex-col gap-4">
      <PageHeader title="New project" />
      <Gallery templates={templates.data} chosen={template?.name} onChoose={setChosen} />
      {templates.data?.length === 0 ? (
        <Card>
          <Empty title="There are no templates.">
            Whoever runs the platform adds them to its template folder.
          </Empty>
        </Card>
      ) : (
        <ProjectForm template={template} />
      )}
    </div>
  );
}

function ProjectForm({ template }: { template: Template | undefined }): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const session = useSuspenseQuery(sessionQuery).data;
  const teams = useQuery(teamsQuery);
  const allowed = (teams.data ?? []).filter(
    ({ name }) => teamRefusal(session, 'project.create', name) === null,
  );
  const [name, setName] = useState('');
  const [chosenTeam, setTeam] = useState<string | null>(null);
  const [description, setDescription] = useState('');
  const [variables, setVariables] = useState<Record<string, string>>({});
  const team = chosenTeam ?? allowed[0]?.name ?? '';
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/api/v1/projects', {
          body: { name, team, template: template?.name ?? '', description, variables },
        }),
      ),
    async onSuccess({ timeline }) {
      rememberTimeline(client, timeline);
      await navigate({ to: '/runs/$timeline', params: { timeline: timeline.id } });
    },
  });
  const fields = create.error === null ? {} : asProblem(create.error).fields;
  const refusal =
    teams.isSuccess && allowed.length === 0
      ? 'You may not create projects in any team. Ask an owner of your team.'
      : null;
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)]">
      <Card>
        <form
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            if (refusal === null && !create.isPending) create.mutate();
          }}
        >
          <NameField
            value={name}
            onChange={(value) => {
              setName(value);
              create.reset();
            }}
            refused={fields['name']}
          />
          <SelectField
            label="Owner team"
            value={team}
            onChange={(event) => setTeam(event.target.value)}
            options={allowed.map((one) => ({ value: one.name, label: one.name }))}
            hint="Its members see the project and may work on it."
            error={fields['team']}
          />
          <TextField
            label="Description"
            value={description}
            onChange={(event) => setDescription(event.target.value)}
            maxLength={500}
            hint="One sentence, for the list and the README. May stay empty."
            error={fields['description']}
          />
          <Advanced
            variables={template?.variables}
            values={variables}
            errors={fields}
            onChange={setVariables}
          />
          <div className="flex flex-wrap items-center gap-3">
            <Button kind="primary" type="submit" busy={create.isPending} reason={refusal}>
              Create
            </Button>
          </div>
          <FormError error={create.error} />
        </form>
      </Card>
      <Preview
        template={template?.name ?? ''}
        name={name}
        team={team}
        description={description}
        variables={variables}
      />
    </div>
  );
}
