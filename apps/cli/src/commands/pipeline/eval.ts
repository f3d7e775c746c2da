import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';
import { readGivenFile } from '../../read-input.ts';

/** Tells what a workflow would do: whether an event starts it, and its jobs in their order. */
export const pipelineEval: CommandSpec = {
  usage: 'pipeline eval <workflow>',
  about: 'check a GitHub Actions workflow and print its jobs in their order as JSON',
  options: [
    { flags: '--event <name>', about: 'what happened', default: 'push' },
    { flags: '--ref <ref>', about: 'where', default: 'refs/heads/main' },
  ],
  async run(context, input) {
    const { parseWorkflow, planJobs, WorkflowError } = await import('@fairway/actions-runner');
    const file = input.argument('workflow');
    const text = await readGivenFile(context, file);
    try {
      const workflow = parseWorkflow(text, file);
      const plan = planJobs(workflow, {
        name: input.required('event'),
        ref: input.required('ref'),
        sha: '0'.repeat(40),
        actor: 'fairway',
        payload: {},
      });
      const data = { name: workflow.name, ...plan };
      return { data, text: JSON.stringify(data, null, 2) };
    } catch (error) {
      if (error instanceof WorkflowError) {
        throw new CliError(error.message, 'Correct the lines named above.');
      }
      throw error;
    }
  },
};
