import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../errors/codes.ts';
import { FairwayError } from '../errors/fairway-error.ts';
import { noSuchRoute, Problem, sendProblem } from './problem.ts';

/** What a client gets when a handler throws this. */
async function answerTo(
  error: unknown,
): Promise<{ status: number; type: string; problem: Problem }> {
  const app = Fastify({ genReqId: () => 'request-1' });
  app.setErrorHandler(sendProblem);
  app.get('/', async () => {
    throw error;
  });
  const reply = await app.inject('/');
  await app.close();
  return {
    status: reply.statusCode,
    type: String(reply.headers['content-type']),
    problem: Problem.parse(reply.json()),
  };
}

describe('sendProblem', () => {
  it.each(Object.keys(errorCodes) as (keyof typeof errorCodes)[])(
    'answers %s with its status and title',
    async (code) => {
      const fields = { name: 'taken' };
      const answer = await answerTo(new FairwayError(code, { message: 'm', remedy: 'r', fields }));
      expect(answer.status).toBe(errorCodes[code].status);
      expect(answer.type).toContain('application/problem+json');
      expect(answer.problem).toEqual({
        type: `/docs/errors#${code}`,
        title: errorCodes[code].title,
        status: errorCodes[code].status,
        detail: 'm',
        code,
        remedy: 'r',
        fields,
        instance: 'request-1',
      });
    },
  );

  it.each<[string, object, string]>([
    ['a limit that was reached', { statusCode: 429 }, 'too-many-requests'],
    ['a body that is too large', { statusCode: 413 }, 'invalid-request'],
    ['a text that cannot be stored', { code: '22021' }, 'invalid-request'],
    ['JSON that cannot be stored', { code: '22P05' }, 'invalid-request'],
    ['a database that goes away', { code: '57P01' }, 'internal'],
    ['a status of ours', { statusCode: 503 }, 'internal'],
  ])('makes of %s what it is', async (_case, marks, code) => {
    const { problem } = await answerTo(Object.assign(new Error('inside'), marks));
    expect(problem).toMatchObject({ code, remedy: expect.stringMatching(/\w/) });
  });

  it('tells nobody outside what failed inside', async () => {
    const { status, problem } = await answerTo(new Error('password=1234'));
    expect(status).toBe(500);
    expect(JSON.stringify(problem)).not.toContain('1234');
  });
});

describe('noSuchRoute', () => {
  it('leaves the query out, which may hold a secret', () => {
    expect(noSuchRoute('GET', '/a?token=secret').message).toBe('There is nothing at GET /a.');
  });
});
