/** What the environment says. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
}

/** Reads the configuration; throws with the variable's name when a value makes no sense. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const port = Number(env['PORT'] ?? '{{ cookiecutter.port }}');
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error(`PORT must be a port number, not "${env['PORT']}".`);
  }
  return {
    host: env['HOST'] ?? '0.0.0.0',
    port,
    logLevel: env['LOG_LEVEL'] ?? 'info',
  };
}
