import { spawn } from 'node:child_process';
import { openApi, unwrap } from '../api.ts';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context.ts';

const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' };

/** Opens an environment in the browser, and prints its address in any case. */
export async function open(
  context: CliContext,
  project: string,
  flags: { environment: string; print?: boolean },
): Promise<void> {
  const api = await openApi(context.environment);
  const found = await unwrap(
    api.GET('/api/v1/projects/{project}', { params: { path: { project } } }),
  );
  const environment = found.environments.find(({ name }) => name === flags.environment);
  if (environment === undefined) {
    throw new CliError(
      `${project} has no environment "${flags.environment}".`,
      `Choose one of: ${found.environments.map(({ name }) => name).join(', ')}.`,
    );
  }
  context.print(environment.url);
  const opener = openers[process.platform];
  if (flags.print === true || opener === undefined) return;
  const child = spawn(opener, [environment.url], { detached: true, stdio: 'ignore' });
  // No browser on this machine: the address is printed above.
  child.on('error', () => undefined);
  child.unref();
}
