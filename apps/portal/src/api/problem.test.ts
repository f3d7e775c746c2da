import { expect, test } from 'vitest';
import { asProblem, Problem, toProblem } from './problem.ts';

test('a problem document keeps its words, fields and request id', () => {
  const problem = toProblem(
    {
      detail: '"api" is reserved.',
      remedy: 'Choose another name.',
      code: 'invalid-name',
      fields: { name: 'Reserved.', odd: 1 },
      instance: 'req-1',
    },
    422,
  );
  expect(problem).toMatchObject({
    message: '"api" is reserved.',
    remedy: 'Choose another name.',
    code: 'invalid-name',
    status: 422,
    fields: { name: 'Reserved.' },
    requestId: 'req-1',
  });
});

test.each([undefined, null, 'gateway timeout', [], { detail: 7, fields: 'none' }])(
  'a body that is no problem document (%j) names the status',
  (body) => {
    expect(toProblem(body, 502)).toMatchObject({
      message: 'The server answered with status 502.',
      code: 'unknown',
      fields: {},
      requestId: null,
    });
  },
);

test('anything thrown becomes a problem; a problem stays itself', () => {
  const problem = Problem.unreachable(new TypeError('fetch failed'));
  expect(asProblem(problem)).toBe(problem);
  expect(problem.status).toBe(0);
  expect(asProblem(new Error('boom')).message).toBe('boom');
  expect(asProblem('text').message).toBe('text');
});
