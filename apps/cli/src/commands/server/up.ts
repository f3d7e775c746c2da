import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CommandSpec } from '../../command/command-spec.ts';
import type { CliContext } from '../../context.ts';
import type { Environment } from '../../credentials.ts';
import { untilAborted } from '../../until-aborted.ts';

/** Starts the platform and keeps it running until it is told to stop. */
export const up: CommandSpec = {
  usage: 'up',
  about: 'start the platform and keep it running',
  options: [
    { flags: '--port <port>', about: 'the one port (8080)' },
    { flags: '--host <address>', about: 'the address to listen on (127.0.0.1)' },
    { flags: '--data <folder>', about: 'the data directory (.fairway)' },
    { flags: '--log-level <level>', about: 'debug, info, warn, error or silent' },
    {
      flags: '--accept-unsandboxed',
      about: 'serve several teams although the kernel refuses the sandbox',
    },
  ],
  async run(context, input) {
    // The server is large: only the commands that are the server load it.
    const { loadConfig, startServer } = await import('@fairway/server');
    const { environment } = context;
    const data = input.text('data');
    const config = loadConfig({
      yaml: await readConfigFile(environment),
      environment,
      flags: {
        port: input.text('port'),
        host: input.text('host'),
        data: data === undefined ? undefined : resolve(data),
        'log.level': input.text('log-level'),
        acceptUnsandboxed: input.flag('accept-unsandboxed') ? true : undefined,
      },
    });
    const server = await startServer({ config, environment });
    tell(context, server, input.flag('json'));
    await untilAborted(context.signal);
    await server.stop();
    return undefined;
  },
};

/** fairway.yaml of the working folder, if there is one; or the file that FAIRWAY_CONFIG names. */
async function readConfigFile(environment: Environment): Promise<string | undefined> {
  const named = environment['FAIRWAY_CONFIG'];
  const file = named ?? join(process.cwd(), 'fairway.yaml');
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' && named === undefined) return undefined;
    throw error;
  });
}

function tell(
  context: CliContext,
  server: { origin: string; setupUrl: string | undefined; kubeconfig: string },
  asJson: boolean,
): void {
  const { origin, setupUrl, kubeconfig } = server;
  if (asJson) {
    context.print(JSON.stringify({ origin, setupUrl: setupUrl ?? null, kubeconfig }));
    return;
  }
  const setup = setupUrl === undefined ? '' : ` · create the first administrator: ${setupUrl}`;
  context.print(`Fairway answers at ${origin}${setup}`);
}
