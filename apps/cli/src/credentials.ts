import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
function credentialsFile(environment: Environment): string {
  const folder =
    environment['XDG_CONFIG_HOME'] || join(environment['HOME'] ?? homedir(), '.config');
  return environment['FAIRWAY_CREDENTIALS'] || join(folder, 'fairway', 'credentials.json');
}

/**
 * The credentials to use: `FAIRWAY_URL` and `FAIRWAY_TOKEN`, or those of the last `fairway login`.
 *
 * @throws CliError when there are none.
 */
export async function readCredentials(environment: Environment): Promise<Credentials> {
  const { FAIRWAY_URL: url, FAIRWAY_TOKEN: token } = environment;
  if (url && token) return { url: platformUrl(url), token };
  if (url || token) {
    throw new CliError(
      'FAIRWAY_URL and FAIRWAY_TOKEN are used together, and one of them is not set.',
      'Set both, or neither and run "fairway login --url URL --email E --password-stdin".',
    );
  }
  const file = credentialsFile(environment);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    throw new CliError(
      'You are not signed in.',
      'Run "fairway login --url URL --email E --password-stdin".',
    );
  }
  return parseCredentials(text, file);
}

/** Keeps credentials in an owner-only file. */
export async function writeCredentials(
  environment: Environment,
  credentials: Credentials,
): Promise<void> {
  const file = credentialsFile(environment);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}

/** Forgets the credentials of the last `fairway login`. */
export async function removeCredentials(environment: Environment): Promise<void> {
  await rm(credentialsFile(environment), { force: true });
}

/**
 * The address of a platform: its scheme, host and port.
 *
 * @throws CliError (exit code 2) for anything else
 */
export function platformUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/') {
    return url.origin;
  }
  throw new CliError(
    `"${text}" is not the address of a platform.`,
    'Write it as the server printed it, for example http://localhost:8080.',
    2,
  );
}

function parseCredentials(text: string, file: string): Credentials {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Told below: the file holds something else.
    parsed = undefined;
  }
  if (isCredentials(parsed)) return parsed;
  throw new CliError(
    `${file} is not a credentials file.`,
    'Run "fairway login --url URL --email E --password-stdin" again.',
  );
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
