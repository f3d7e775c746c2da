import { spawn } from 'node:child_process';
import { openApi, unwrap } from '../../api.ts';
import { CliError } from '../../cli-error.ts';
import type { CommandSpec } from '../../command/command-spec.ts';

const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' };

/** Opens an environment in the browser, and prints its address in any case. */
export const open: CommandSpec = {
  usage: 'open <project>',
  about: "open a project's URL in the browser",
  options: [
    { flags: '-e, --environment <name>', about: 'the environment', default: 'dev' },
    { flags: '--print', about: 'print the URL only' },
  ],
  async run(context, input) {
    const api = await openApi(context);
    const project = await unwrap(
      api.GET('/api/v1/projects/{project}', {
        params: { path: { project: input.argument('project') } },
      }),
    );
    const wanted = input.required('environment');
    const environment = project.environments.find(({ name }) => name === wanted);
    if (environment === undefined) {
      const names = project.environments.map(({ name }) => name).join(', ');
      throw new CliError(
        `${project.name} has no environment "${wanted}".`,
        names === '' ? 'Wait until it has one.' : `Choose one of: ${names}.`,
      );
    }
    if (!input.flag('print') && !input.flag('json')) openBrowser(environment.url);
    return { data: { url: environment.url }, text: environment.url };
  },
};

function openBrowser(url: string): void {
  const opener = openers[process.platform];
  if (opener === undefined) return;
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' });
  // No browser on this machine: the address is printed in any case.
  child.on('error', () => undefined);
  child.unref();
}
