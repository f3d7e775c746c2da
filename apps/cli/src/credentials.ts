import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { CliError } from './cli-error.ts';

/** Where a platform is, and the API token for it. */
export interface Credentials {
  url: string;
  token: string;
}

/** The process environment, as far as the CLI reads it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The credentials file: `FAIRWAY_CREDENTIALS`, or one in the user's configuration folder. */
export function credentialsFile(environment: Environment): string {
  const folder = environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  return environment['FAIRWAY_CREDENTIALS'] ?? join(folder, 'fairway', 'credentials.json');
}

/**
 * The credentials to use: `FAIRWAY_URL` and `FAIRWAY_TOKEN`, or those of the last `fairway login`.
 *
 * @throws CliError when there are none.
 */
export async function readCredentials(environment: Environment): Promise<Credentials> {
  const { FAIRWAY_URL: url, FAIRWAY_TOKEN: token } = environment;
  if (url !== undefined && token !== undefined) return { url: trimmed(url), token };
  const file = credentialsFile(environment);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    throw new CliError('You are not signed in.', 'Run "fairway login --url URL --email E".');
  }
  const parsed: unknown = JSON.parse(text);
  if (!isCredentials(parsed)) {
    throw new CliError(`${file} is not a credentials file.`, 'Run "fairway login" again.');
  }
  return parsed;
}

/** Keeps credentials in an owner-only file. */
export async function writeCredentials(
  environment: Environment,
  { url, token }: Credentials,
): Promise<void> {
  const file = credentialsFile(environment);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify({ url: trimmed(url), token }, null, 2)}\n`, {
    mode: 0o600,
  });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}

function isCredentials(value: unknown): value is Credentials {
  return (
    typeof value === 'object' &&
    value !== null &&
    'url' in value &&
    typeof value.url === 'string' &&
    'token' in value &&
    typeof value.token === 'string'
  );
}
