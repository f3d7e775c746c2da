/** What the environment says. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** How long requests are still taken after the service was told to stop, in milliseconds. */
  readonly drainMs: number;
}

/** Reads the configuration; throws with the variable's name when a value makes no sense. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  return {
    host: env['HOST'] ?? '0.0.0.0',
    port: wholeNumber('PORT', env['PORT'] ?? '{{ cookiecutter.port }}', 65_535),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    drainMs: wholeNumber('DRAIN_MS', env['DRAIN_MS'] ?? '2000', 60_000),
  };
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw new Error(`${name} must be a whole number from 0 to ${max}, not "${text}".`);
}
