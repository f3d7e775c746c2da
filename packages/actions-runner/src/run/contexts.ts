import type { JsonObject } from '../json.ts';
import { ActionsError } from '../errors.ts';
import { refName } from '../workflow/event.ts';
import type { RunWorkflowOptions } from './options.ts';

/** The contexts that all jobs of a run share. Throws ActionsError for a wrong dispatch input. */
export function runContexts(options: RunWorkflowOptions): JsonObject {
  return {
    github: githubContext(options),
    vars: options.vars,
    secrets: options.secrets,
    inputs: dispatchInputs(options),
  };
}

/** The `github` context, as far as it is the same for the whole run. */
function githubContext(options: RunWorkflowOptions): JsonObject {
  const { event, repository, workflow } = options;
  const serverUrl = options.serverUrl ?? 'http://localhost';
  return {
    actor: event.actor,
    triggering_actor: event.actor,
    api_url: `${serverUrl}/api/v3`,
    base_ref: event.baseRef ?? '',
    event: event.payload,
    event_name: event.name,
    graphql_url: `${serverUrl}/api/graphql`,
    head_ref: event.headRef ?? '',
    ref: event.ref,
    ref_name: refName(event.ref),
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    ref_protected: false,
    repository: repository.fullName,
    repository_owner: repository.owner,
    repositoryUrl: repository.cloneUrl ?? `${serverUrl}/${repository.fullName}.git`,
    retention_days: '90',
    run_attempt: String(options.runAttempt),
    run_id: options.runId,
    run_number: String(options.runNumber),
    server_url: serverUrl,
    sha: event.sha,
    token: options.secrets['GITHUB_TOKEN'] ?? '',
    workflow: workflow.name,
    workflow_ref: `${repository.fullName}/${workflow.fileName}@${event.ref}`,
    workflow_sha: event.sha,
  };
}

/** The `GITHUB_*` variables of every step, from the context of the same names. */
export function githubEnv(github: JsonObject): Record<string, string> {
  const env: Record<string, string> = { GITHUB_ACTIONS: 'true', CI: 'true' };
  for (const [name, value] of Object.entries(github)) {
    if (name === 'event' || name === 'token' || name === 'repositoryUrl') continue;
    if (typeof value === 'object') continue;
    env[`GITHUB_${name.toUpperCase()}`] = String(value);
  }
  return env;
}

/** The inputs of workflow_dispatch with their defaults, as their types say. */
function dispatchInputs(options: RunWorkflowOptions): JsonObject {
  const { event, workflow } = options;
  const declared = workflow.on['workflow_dispatch']?.inputs ?? {};
  if (event.name !== 'workflow_dispatch') return {};
  const inputs: Record<string, string | number | boolean> = {};
  for (const [name, input] of Object.entries(declared)) {
    const value = event.inputs?.[name] ?? input.default;
    if ((value === undefined || value === '') && input.required) {
      throw new ActionsError('workflow-invalid', `The input "${name}" is required.`);
    }
    if (
      input.options !== undefined &&
      value !== undefined &&
      !input.options.includes(String(value))
    ) {
      throw new ActionsError(
        'workflow-invalid',
        `The input "${name}" must be one of ${input.options.join(', ')}.`,
      );
    }
    const filled = value ?? (input.type === 'boolean' ? false : '');
    inputs[name] = input.type === 'boolean' ? String(filled) === 'true' : filled;
  }
  return inputs;
}
