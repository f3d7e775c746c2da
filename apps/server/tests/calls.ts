import { expect } from 'vitest';
import type { Problem } from '../src/http/problem.ts';
import { administrator } from '../src/testing/constellation.ts';
import type { Caller, Peopled } from './people.ts';

/** A request of the API. */
export interface Call {
  method?: string;
  as?: Caller;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends a request as somebody, by token. */
export function call(
  platform: Peopled,
  path: string,
  { method = 'GET', as, body, headers = {} }: Call = {},
): Promise<Response> {
  const token = as === undefined ? undefined : platform.tokens[as];
  return fetch(`${platform.origin}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

/** The problem document of a reply, with its shape checked. */
export async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = (await response.json()) as Problem;
  expect(problem).toMatchObject({
    type: `/docs/errors#${problem.code}`,
    title: expect.stringMatching(/\w/),
    status: response.status,
    detail: expect.stringMatching(/\w/),
    remedy: expect.stringMatching(/\w/),
    instance: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  return problem;
}

/** A POST; as the administrator unless told otherwise. */
export function post(
  body: unknown,
  as: Caller = 'admin',
  headers: Record<string, string> = {},
): Call {
  return { method: 'POST', as, body, headers };
}

/** Signs in as a browser does, and gives its cookie. */
export async function signIn(
  platform: Peopled,
  email: string = administrator.email,
  password: string = administrator.password,
): Promise<{ response: Response; cookies: string[]; cookie: string }> {
  const response = await call(
    platform,
    '/api/v1/auth/sign-in',
    post({ email, password }, 'nobody'),
  );
  const cookies = response.headers.getSetCookie();
  return { response, cookies, cookie: cookies.map((each) => each.split(';')[0]).join('; ') };
}
