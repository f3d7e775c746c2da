import { type ApiClient, createApiClient, type Schemas } from '@fairway/api-client';
import { Problem, toProblem } from './problem.ts';

/** The portal's client: same origin, the session is a cookie. */
export const api: ApiClient = createApiClient({ baseUrl: '' });

/** What a call of the client resolves to. */
interface Reply<Data> {
  data?: Data;
  error?: Schemas['Problem'] | undefined;
  response: Response;
}

/** Unwraps a reply. @throws Problem with the server's words, or that the server is out of reach */
export async function unwrap<Data>(reply: Promise<Reply<Data>>): Promise<Data> {
  const { data, error, response } = await reply.catch((cause: unknown) => {
    throw Problem.unreachable(cause);
  });
  if (!response.ok) throw toProblem(error, response.status);
  return data as Data;
}
