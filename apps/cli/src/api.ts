import { type ApiClient, createApiClient, type Schemas } from '@fairway/api-client';
import { CliError } from './cli-error.ts';
import { type Credentials, type Environment, readCredentials } from './credentials.ts';

/** The API of the platform that the user is signed in to. */
export interface Api extends ApiClient {
  readonly credentials: Credentials;
}

/** Opens the API with the user's credentials. */
export async function openApi(environment: Environment): Promise<Api> {
  const credentials = await readCredentials(environment);
  const client = createApiClient({ baseUrl: credentials.url, token: credentials.token });
  return Object.assign(client, { credentials });
}

/**
 * The data of a reply.
 *
 * @throws CliError with the problem that the API told, or that it was not reached.
 */
export async function unwrap<T>(
  call: Promise<{ data?: T; error?: Schemas['Problem']; response: Response }>,
): Promise<T> {
  let result: Awaited<typeof call>;
  try {
    result = await call;
  } catch (error) {
    throw new CliError(
      `Fairway does not answer: ${causeOf(error)}.`,
      'Check the address, and that the server runs ("npm start").',
    );
  }
  if (result.error !== undefined) throw problemError(result.error);
  return result.data as T;
}

function problemError(problem: Schemas['Problem']): CliError {
  const fields = Object.entries(problem.fields ?? {}).map(([name, text]) => `\n  ${name}: ${text}`);
  return new CliError(`${problem.detail}${fields.join('')}`, problem.remedy);
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
