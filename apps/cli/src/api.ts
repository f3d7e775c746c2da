import { type ApiClient, createApiClient, type Schemas } from '@fairway/api-client';
import { CliError, UnreachableError } from './cli-error.ts';
import type { CliContext } from './context.ts';
import { type Credentials, readCredentials } from './credentials.ts';

/** The API of the platform that the user is signed in to. */
export interface Api extends ApiClient {
  readonly credentials: Credentials;
}

const requestTimeoutMs = 60_000;

/** Opens the API with the user's credentials. */
export async function openApi(context: CliContext): Promise<Api> {
  const credentials = await readCredentials(context.environment);
  return Object.assign(createClient(context, credentials), { credentials });
}

/** A client whose requests end with the command, and after a minute at the latest. */
export function createClient(
  context: CliContext,
  { url, token }: { url: string; token?: string },
): ApiClient {
  return createApiClient({
    baseUrl: url,
    ...(token === undefined ? {} : { token }),
    fetch: (request) =>
      fetch(request, {
        signal: AbortSignal.any([context.signal, AbortSignal.timeout(requestTimeoutMs)]),
      }),
  });
}

/** What a call of the client resolves to. */
export interface Reply<T> {
  data?: T;
  error?: Schemas['Problem'];
  response: Response;
}

/**
 * The data of a reply.
 *
 * @throws CliError with the problem that the API told, or that it was not reached.
 */
export async function unwrap<T>(call: Promise<Reply<T>>): Promise<T> {
  let result: Reply<T>;
  try {
    result = await call;
  } catch (error) {
    throw unreachable(error);
  }
  if (result.response.ok) return result.data as T;
  throw problemError(result.error, result.response.status);
}

/** The error for a reply of the API that is not what was asked for. */
export function problemError(problem: unknown, status: number): CliError {
  if (isProblem(problem)) {
    const fields = Object.entries(problem.fields ?? {})
      .filter(([, text]) => !problem.detail.includes(text))
      .map(([name, text]) => `\n  ${name}: ${text}`);
    return new CliError(`${problem.detail}${fields.join('')}`, problem.remedy);
  }
  const remedy = 'Check that the address is that of a Fairway, and look again in a moment.';
  return status >= 500
    ? new UnreachableError(`The server answers with status ${status}.`, remedy)
    : new CliError(`The server answers with status ${status}.`, remedy);
}

/** The error for a server that was not reached. */
export function unreachable(error: unknown): CliError {
  if (error instanceof SyntaxError) {
    return new CliError(
      'What answers there is not Fairway.',
      'Check the address: "fairway login --url URL --email E" with the one that the server printed.',
    );
  }
  return new UnreachableError(
    `Fairway does not answer: ${causeOf(error)}.`,
    'Check the address, and that the server runs ("npm start").',
  );
}

function isProblem(value: unknown): value is Schemas['Problem'] {
  return (
    typeof value === 'object' &&
    value !== null &&
    'detail' in value &&
    typeof value.detail === 'string' &&
    'remedy' in value &&
    typeof value.remedy === 'string'
  );
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // Several addresses of one name were tried: an AggregateError without a message of its own.
  return cause.message || ((cause as NodeJS.ErrnoException).code ?? cause.name);
}
