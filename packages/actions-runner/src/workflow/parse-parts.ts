import type { EventsConfig } from '@actions/workflow-parser/model/workflow-template';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index';
import { toNode, type TemplateNode } from './template-node.ts';
import type { DispatchInput, RunDefaults, Trigger } from './workflow.ts';

/** The members of a mapping token as nodes, for those keys that `names` maps to a property. */
export function pickNodes<P extends string>(
  token: TemplateToken,
  names: Readonly<Record<string, P>>,
): { [K in P]?: TemplateNode } {
  const picked: { [K in P]?: TemplateNode } = {};
  for (const { key, value } of token.assertMapping('mapping')) {
    const property = names[key.toString()];
    if (property !== undefined) picked[property] = toNode(value);
  }
  return picked;
}

/** `defaults:` of a workflow or a job. */
export function parseDefaults(token: TemplateToken): RunDefaults {
  const run = token.assertMapping('defaults').find('run');
  return run === undefined
    ? {}
    : pickNodes(run, { shell: 'shell', 'working-directory': 'workingDirectory' });
}

const FILTERS = {
  branches: 'branches',
  'branches-ignore': 'branchesIgnore',
  tags: 'tags',
  'tags-ignore': 'tagsIgnore',
  paths: 'paths',
  'paths-ignore': 'pathsIgnore',
  types: 'types',
} as const;

/** The library's event configuration as our triggers. */
export function toTriggers(events: EventsConfig): Readonly<Record<string, Trigger>> {
  const triggers: Record<string, Trigger> = {};
  for (const [event, config] of Object.entries(events)) {
    const trigger: { [K in keyof Trigger]: Trigger[K] } = {};
    const given = typeof config === 'object' && config !== null ? config : {};
    for (const [key, value] of Object.entries(given)) {
      const filter = FILTERS[key as keyof typeof FILTERS];
      if (filter !== undefined && Array.isArray(value)) {
        Object.assign(trigger, { [filter]: value.map(String) });
      }
    }
    const inputs = event === 'workflow_dispatch' ? events.workflow_dispatch?.inputs : undefined;
    triggers[event] = inputs === undefined ? trigger : { ...trigger, inputs: toInputs(inputs) };
  }
  return triggers;
}

type LibraryInputs = NonNullable<NonNullable<EventsConfig['workflow_dispatch']>['inputs']>;

function toInputs(inputs: LibraryInputs): Readonly<Record<string, DispatchInput>> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      {
        type: input.type ?? 'string',
        required: input.required === true,
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(input.default === undefined ? {} : { default: input.default }),
        ...(input.options === undefined ? {} : { options: input.options }),
      },
    ]),
  );
}
