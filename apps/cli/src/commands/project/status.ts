import type { Schemas } from '@fairway/api-client';
import { type Api, openApi, unwrap } from '../../api.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { formatTable } from '../../format.ts';
import { stepLine } from '../../watch-timeline.ts';

type Project = Schemas['Project'];
type Environment = Schemas['EnvironmentDetail'];
type Timeline = Schemas['Timeline'];

/** Shows a project: its environments, their pods and its newest timeline. */
export const status: CommandSpec = {
  usage: 'status <project>',
  about: 'show a project, its pods and its newest run',
  async run(context, input) {
    const api = await openApi(context);
    const path = { project: input.argument('project') };
    const project = await unwrap(api.GET('/api/v1/projects/{project}', { params: { path } }));
    const { items: timelines } = await unwrap(
      api.GET('/api/v1/projects/{project}/timelines', { params: { path } }),
    );
    const environments = await Promise.all(
      project.environments.map(({ name }) => readEnvironment(api, project.name, name)),
    );
    const timeline = timelines[0] ?? null;
    return {
      data: { ...project, environments, timeline },
      text: describe(project, environments, timeline),
    };
  },
};

function readEnvironment(api: Api, project: string, environment: string): Promise<Environment> {
  return unwrap(
    api.GET('/api/v1/projects/{project}/environments/{environment}', {
      params: { path: { project, environment } },
    }),
  );
}

function describe(
  project: Project,
  environments: readonly Environment[],
  timeline: Timeline | null,
): string {
  const parts = [
    `${project.name} (${project.team}): ${project.state}\nrepository  ${project.repositoryUrl}`,
    environmentTable(environments),
  ];
  const pods = environments.flatMap(({ name, pods: own }) =>
    own.map((pod) => [
      name,
      pod.name,
      pod.ready ? 'ready' : (pod.reason ?? pod.phase),
      String(pod.restarts),
    ]),
  );
  if (pods.length > 0) parts.push(formatTable(['ENVIRONMENT', 'POD', 'STATE', 'RESTARTS'], pods));
  if (timeline !== null) {
    parts.push(
      [
        `${timeline.title}: ${timeline.state} (${timeline.id})`,
        ...timeline.steps.map(stepLine),
      ].join('\n'),
    );
  }
  return parts.join('\n\n');
}

function environmentTable(environments: readonly Environment[]): string {
  const rows = environments.map(({ name, release, health, sync, replicas, url }) => [
    name,
    release?.version ?? '-',
    health,
    sync,
    `${replicas.ready}/${replicas.desired}`,
    url,
  ]);
  return formatTable(['ENVIRONMENT', 'VERSION', 'HEALTH', 'SYNC', 'READY', 'URL'], rows);
}
